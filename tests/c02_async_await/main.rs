//! Chapter 2: async and await.
