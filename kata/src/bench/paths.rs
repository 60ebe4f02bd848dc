//! Paths as the compiler writes them, turned into those of the course.
//!
//! The compiler names a file from the workspace's folder on, and by the way that modules lead to
//! it: `verify/tests/c09_http/../common/site.rs`. People know it as `tests/common/site.rs`.

/// The paths below a member's folder.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paths<'a> {
    member: &'a str,
}

impl<'a> Paths<'a> {
    /// Those below a folder of that name.
    pub(super) fn below(member: &'a str) -> Self {
        Paths { member }
    }

    /// A file's path from the course's folder on; none for a file that is elsewhere.
    pub(super) fn in_course(self, file: &str) -> Option<String> {
        let file = file.replace('\\', "/");
        let file = file.strip_prefix(self.member)?.strip_prefix('/')?;
        let mut parts = Vec::new();
        for part in file.split('/') {
            match part {
                "." => (),
                ".." => _ = parts.pop()?,
                part => parts.push(part),
            }
        }
        Some(parts.join("/"))
    }

    /// A text with every such path in it turned.
    pub(super) fn translate(self, text: &str) -> String {
        let mut text = text.to_owned();
        for slash in ['/', '\\'] {
            for wing in ["src", "tests"] {
                let begin = format!("{wing}{slash}");
                text = text.replace(&format!("{}{slash}{begin}", self.member), &begin);
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_from_the_course_s_folder_on() {
        let paths = Paths::below("verify");
        for file in [
            "verify/tests/c05_x/gather.rs",
            "verify/tests/common/../c05_x/gather.rs",
            "verify\\tests\\common\\../c05_x/gather.rs",
        ] {
            let named = paths.in_course(file);
            assert_eq!(named.as_deref(), Some("tests/c05_x/gather.rs"), "{file}");
        }
        for elsewhere in [
            "/home/verify/src/lib.rs",
            "verify.rs",
            "verify/../../../x.rs",
        ] {
            assert_eq!(paths.in_course(elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn texts_name_the_files_that_people_know() {
        let paths = Paths::below("verify");
        assert_eq!(
            paths.translate("at verify/src/c05_x/gather.rs:3 and verify/tests/c05_x/gather.rs:4"),
            "at src/c05_x/gather.rs:3 and tests/c05_x/gather.rs:4"
        );
        assert_eq!(
            paths.translate(r"at verify\src\c05_x\gather.rs:3 and verify\tests\c05_x\gather.rs"),
            r"at src\c05_x\gather.rs:3 and tests\c05_x\gather.rs"
        );
        assert_eq!(paths.translate("nothing to verify"), "nothing to verify");
    }
}
