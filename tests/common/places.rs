//! How many connections a test may have at once.

use std::net::UdpSocket;

/// So many, or as many as are cheap on this system: a connection within one process takes two open
/// files, and tests beside this one need some too.
///
/// Copies of a socket are counted, and no files of the disk: where answers are shut in, any file may
/// be closed to them, and a proof that finds no room for a connection has proved nothing.
pub fn places(wanted: usize) -> usize {
    let socket = UdpSocket::bind("127.0.0.1:0")
        .unwrap_or_else(|error| panic!("the test needs a socket of this machine ({error})"));
    let copies: Vec<UdpSocket> = (0..3 * wanted)
        .map_while(|_| socket.try_clone().ok())
        .collect();
    let places = copies.len() / 3;
    assert!(
        places >= 30,
        "the test needs at least 30 connections at once, and this system has room for {places} only: \
         it lets a process have few open files (`ulimit -n`)"
    );
    places
}
