//! Laying: a pristine copy of the course in a build folder of its own, with answers where the
//! stubs stand.
//!
//! Of the katas only those that are judged are laid, and only those are declared: what nobody asked
//! about costs no time, and no other answer is where it could get in the way or be read. Only files
//! that change are written, so that cargo sees as little work as there is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::paths::Paths;
use super::{BenchError, Candidate, Progress, Step, manifest, targets};
use crate::course::{CATALOGUE, Course, KataId, Strays, keep_modules};
use crate::digest::Parts;

/// The build folder of a bench: a cargo workspace with the copied course as its member.
#[derive(Debug)]
pub(super) struct Layout {
    root: PathBuf,
    member: PathBuf,
    name: String,
    /// Held as long as the bench is: two processes must not lay in one folder.
    _lock: File,
}

impl Layout {
    /// Takes the folder of that name, and waits while another process has it.
    pub(super) fn take(
        course: &Course,
        name: &str,
        progress: &Progress<'_>,
    ) -> Result<Self, BenchError> {
        // Below the course's own folder, wherever cargo builds: the same `.cargo/config.toml`
        // holds for both.
        let root = course.root().join("target").join("kata").join(name);
        // The member's folder bears the bench's name, so that two benches in one target folder
        // are not the same package to cargo.
        let member = root.join(name);
        create_folder(&member)?;
        let path = root.join("lock");
        let lock = File::create(&path).map_err(BenchError::write(&path))?;
        if let Err(TryLockError::WouldBlock) = lock.try_lock() {
            progress(Step::Waiting);
            lock.lock().map_err(BenchError::write(&path))?;
        }
        Ok(Layout {
            root,
            member,
            name: name.to_owned(),
            _lock: lock,
        })
    }

    /// The workspace's folder, from which paths in the compiler's messages start.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The copied course's folder.
    pub(super) fn member(&self) -> &Path {
        &self.member
    }

    /// Paths as the compiler writes them, turned into those of the course.
    pub(super) fn paths(&self) -> Paths<'_> {
        Paths::below(&self.name)
    }

    /// A hash of what is laid, but for katas and those files, and of what builds it.
    pub(super) fn fingerprint(
        &self,
        course: &Course,
        toolchain: &[u8],
        without: impl Fn(&Path) -> bool,
    ) -> Result<String, BenchError> {
        let answers = kata_files(course.katas());
        let mut files = files_below(&self.member, Path::new(""))?;
        files.retain(|file| !answers.contains(file) && !without(file));
        files.sort();
        let mut files: Vec<PathBuf> = files.iter().map(|file| self.member.join(file)).collect();
        files.extend(files_at(&self.root)?.into_iter().filter_map(|file| {
            // Neither the lock of this folder nor a lock file that cargo has made by itself.
            let laid = course.root().join(&file).is_file();
            laid.then(|| self.root.join(file))
        }));
        let mut hash = Parts::default();
        hash.add(toolchain);
        for file in files {
            let name = file.strip_prefix(&self.root).unwrap_or(&file);
            hash.add(name.to_string_lossy().replace('\\', "/").as_bytes());
            hash.add(&read(&file)?);
        }
        Ok(hash.digest())
    }

    /// Puts an answer where the kata's stub stands.
    pub(super) fn lay(&self, kata: &KataId, source: &[u8]) -> Result<(), BenchError> {
        write_if_changed(&self.member.join("src").join(kata.file()), source)
    }

    /// Lays the course as it is now for these katas, whose answers are laid one by one.
    pub(super) fn lay_course(
        &self,
        course: &Course,
        katas: &BTreeSet<KataId>,
    ) -> Result<(), BenchError> {
        let chapters = katas.iter().map(|kata| kata.chapter.clone()).collect();
        self.lay_chapters(course, &chapters, katas)
    }

    /// Lays the course without any kata, and with many candidates for answers instead: each a
    /// private module of its chapter. Gives their files, from the course's folder on.
    pub(super) fn lay_candidates(
        &self,
        course: &Course,
        candidates: &[Candidate<'_>],
    ) -> Result<Vec<String>, BenchError> {
        let chapters: BTreeSet<String> = candidates
            .iter()
            .map(|candidate| candidate.kata.chapter.clone())
            .collect();
        self.lay_chapters(course, &chapters, &BTreeSet::new())?;
        let mut declared: BTreeMap<&str, String> = BTreeMap::new();
        let mut files = Vec::new();
        for (number, candidate) in candidates.iter().enumerate() {
            let KataId { chapter, slug } = candidate.kata;
            let name = format!("{slug}_candidate_{number}");
            let file = format!("src/{chapter}/{name}.rs");
            write_if_changed(&self.member.join(&file), candidate.source.as_bytes())?;
            *declared.entry(chapter).or_default() += &format!("#[allow(warnings)]\nmod {name};\n");
            files.push(file);
        }
        for (chapter, lines) in declared {
            let path = self.member.join("src").join(chapter).join("mod.rs");
            let mut text = read(&path)?;
            text.extend(lines.into_bytes());
            write_if_changed(&path, &text)?;
        }
        Ok(files)
    }

    fn lay_chapters(
        &self,
        course: &Course,
        chapters: &BTreeSet<String>,
        katas: &BTreeSet<KataId>,
    ) -> Result<(), BenchError> {
        let root = course.root();
        let path = root.join("Cargo.toml");
        let text = fs::read_to_string(&path).map_err(BenchError::read(&path))?;
        let split = manifest::split(&text, root, &self.name)
            .map_err(|problem| BenchError::Manifest { path, problem })?;
        let mut kept = BTreeSet::new();
        let mut put = |file: PathBuf, content: &[u8]| {
            write_if_changed(&self.member.join(&file), content)?;
            kept.insert(file);
            Ok(())
        };
        write_if_changed(&self.root.join("Cargo.toml"), split.workspace.as_bytes())?;
        put("Cargo.toml".into(), split.member.as_bytes())?;
        for file in files_at(root)? {
            match file.to_str() {
                Some("Cargo.toml") => (),
                Some("Cargo.lock" | "rust-toolchain.toml" | "rust-toolchain") => {
                    write_if_changed(&self.root.join(&file), &read(&root.join(&file))?)?;
                }
                // The build may run the one, and tests name the other where it is there.
                Some("build.rs" | CATALOGUE) => put(file.clone(), &read(&root.join(&file))?)?,
                // The grades that a shell is writing into the course's folder, say: were they laid,
                // no two shards would be graded by the same course.
                _ => (),
            }
        }
        let stubs = kata_files(course.katas());
        let ties = Ties {
            course,
            chapters,
            katas,
        };
        for target in targets::of(course, katas) {
            let file = Path::new("tests").join(&target.name).with_extension("rs");
            put(file, target.source().as_bytes())?;
        }
        let mut strays = Strays::of(root);
        for folder in ["src", "tests"]
            .into_iter()
            .map(PathBuf::from)
            .chain(split.packages)
        {
            for file in files_below(root, &folder)? {
                // Katas are laid one by one, each with what is wanted of it.
                if stubs.contains(&file) || strays.holds(&file) {
                    continue;
                }
                let content = read(&root.join(&file))?;
                put(file.clone(), &ties.less(&file, content))?;
            }
        }
        kept.extend(kata_files(katas));
        for stale in files_below(&self.member, Path::new(""))? {
            if !kept.contains(&stale) {
                let stale = self.member.join(stale);
                fs::remove_file(&stale).map_err(BenchError::write(&stale))?;
            }
        }
        Ok(())
    }
}

/// The files that tie a course together, for some of its katas.
struct Ties<'a> {
    course: &'a Course,
    chapters: &'a BTreeSet<String>,
    katas: &'a BTreeSet<KataId>,
}

impl Ties<'_> {
    /// A file of the course, without the modules of other katas where it declares any.
    fn less(&self, file: &Path, content: Vec<u8>) -> Vec<u8> {
        let parts: Vec<&str> = file.iter().filter_map(|part| part.to_str()).collect();
        let wanted = |kata: &KataId, name: &str| match parts.as_slice() {
            ["src", "lib.rs"] => kata.chapter == name,
            _ => kata.slug == name,
        };
        let here = |kata: &&KataId| match parts.as_slice() {
            ["src", "lib.rs"] => true,
            ["src", chapter, "mod.rs"] | ["tests", chapter, "main.rs"] => kata.chapter == *chapter,
            _ => false,
        };
        let known: Vec<&KataId> = self.course.katas().iter().filter(here).collect();
        if known.is_empty() {
            return content;
        }
        // What no kata is called is shared, and stays.
        keep_modules(&String::from_utf8_lossy(&content), |name| {
            let is_wanted = match parts.as_slice() {
                ["src", "lib.rs"] => self.chapters.contains(name),
                _ => {
                    let mut katas = self.katas.iter().filter(here);
                    katas.any(|kata| wanted(kata, name))
                }
            };
            is_wanted || !known.iter().any(|kata| wanted(kata, name))
        })
        .into_bytes()
    }
}

/// The files that stand where answers to these katas do.
fn kata_files<'a>(katas: impl IntoIterator<Item = &'a KataId>) -> BTreeSet<PathBuf> {
    let file = |kata: &KataId| Path::new("src").join(kata.file());
    katas.into_iter().map(file).collect()
}

fn create_folder(path: &Path) -> Result<(), BenchError> {
    fs::create_dir_all(path).map_err(BenchError::write(path))
}

fn read(path: &Path) -> Result<Vec<u8>, BenchError> {
    fs::read(path).map_err(BenchError::read(path))
}

fn write_if_changed(path: &Path, content: &[u8]) -> Result<(), BenchError> {
    match fs::read(path) {
        Ok(old) if old == content => return Ok(()),
        Ok(_) => (),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            if let Some(folder) = path.parent() {
                create_folder(folder)?;
            }
        }
        Err(source) => {
            return Err(BenchError::Read {
                path: path.to_owned(),
                source,
            });
        }
    }
    fs::write(path, content).map_err(BenchError::write(path))
}

/// The files right in a folder, but hidden ones.
fn files_at(folder: &Path) -> Result<Vec<PathBuf>, BenchError> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(BenchError::read(folder))? {
        let entry = entry.map_err(BenchError::read(folder))?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if !hidden && entry.path().is_file() {
            files.push(entry.file_name().into());
        }
    }
    Ok(files)
}

/// All files below `root/folder`, from `root` on. Packages' own target folders are not sources.
fn files_below(root: &Path, folder: &Path) -> Result<Vec<PathBuf>, BenchError> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let path = root.join(&folder);
        for entry in fs::read_dir(&path).map_err(BenchError::read(&path))? {
            let entry = entry.map_err(BenchError::read(&path))?;
            let below = folder.join(entry.file_name());
            if !entry.path().is_dir() {
                files.push(below);
            } else if entry.file_name() != "target" {
                folders.push(below);
            }
        }
    }
    Ok(files)
}
