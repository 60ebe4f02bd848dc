//! The scripts of `machines/`: `ssh.sh` and `slurm.sh`, which both run `shard.sh`.

use std::fs;
use std::path::PathBuf;

use crate::class;
use crate::machine::{Environment, Machine, environment};
use crate::recipe;

/// A course in git and a class beside it: the folders that all machines share. On each machine's own
/// disk, where a real one begins with nothing, are the builds of earlier machines.
fn shared() -> (Machine, PathBuf, PathBuf) {
    let machine = Machine::new();
    let (own, builds) = (machine.path("own"), machine.path("builds"));
    let (own, builds) = (own.display(), builds.display());
    machine.program(
        "mktemp",
        &format!("mkdir '{own}' && {{ [ ! -d '{builds}' ] || mv '{builds}' '{own}/target'; }} && echo '{own}'"),
    );
    machine.program(
        "rm",
        &format!("[ \"$3\" != '{own}' ] || mv '{own}/target' '{builds}'\nexec /bin/rm \"$@\""),
    );
    let course = machine.check_out();
    let commit = "git init --quiet && git add . && git -c user.name=x -c user.email=x commit -qm x";
    machine.run(&["bash", "-ec", commit], &course, &Environment::new());
    let class = machine.path("class");
    class::lay(&class);
    (machine, course, class)
}

fn as_at_once(machine: &Machine, course: &std::path::Path, class: &std::path::Path, out: &str) {
    let got = fs::read_to_string(machine.path(out).join("grades/grades.jsonl")).unwrap();
    machine.restore_builds();
    let at_once = class::graded_at_once(machine, class.to_str().unwrap(), course);
    assert_eq!(got, at_once);
    machine.keep_builds();
}

#[test]
fn machines_that_share_a_folder_grade_by_ssh() {
    let (machine, course, class) = shared();
    // Machines that are one machine here take turns.
    machine.program(
        "ssh",
        "[ \"$1 $2\" = '-o BatchMode=yes' ] && echo \"$3\" >> \"$HOME/machines\" && \
         cd / && flock \"$HOME/turn\" sh -c \"$4\"",
    );
    let command = [
        "bash",
        "docs/grading/machines/ssh.sh",
        "1",
        "../class",
        "../out",
        "m1",
        "m2",
    ];
    machine.run(&command, &course, &Environment::new());
    let reached = fs::read_to_string(machine.path("home/machines")).unwrap();
    assert_eq!(reached.lines().count(), 2, "{reached}");
    as_at_once(&machine, &course, &class, "out");
}

#[test]
fn nodes_that_share_a_folder_grade_as_an_array_job_of_slurm() {
    let (machine, course, class) = shared();
    let text = fs::read_to_string(recipe("machines/slurm.sh")).unwrap();
    let line = |start: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(start));
        line.unwrap_or_else(|| panic!("no line begins with {start}"))
            .to_owned()
    };
    let tasks: usize = line("#SBATCH --array=1-").parse().unwrap();
    let spooled = machine.path("tmp/slurm_script");
    fs::copy(recipe("machines/slurm.sh"), &spooled).unwrap();
    for task in 1..=tasks {
        let given = environment([
            ("SLURM_ARRAY_TASK_ID", task.to_string().as_str()),
            ("SLURM_ARRAY_TASK_COUNT", tasks.to_string().as_str()),
            ("SLURM_SUBMIT_DIR", course.to_str().unwrap()),
        ]);
        let (class, out) = (class.to_str().unwrap(), machine.path("out"));
        let command = [
            "bash",
            spooled.to_str().unwrap(),
            "1",
            class,
            out.to_str().unwrap(),
        ];
        machine.run(&command, &machine.path("tmp"), &given);
    }
    let merge = line("#   cargo kata").replace("OUT", "../out");
    let merge = format!("cargo kata{merge}");
    machine.run(&["bash", "-ec", &merge], &course, &Environment::new());
    as_at_once(&machine, &course, &class, "out");
}
