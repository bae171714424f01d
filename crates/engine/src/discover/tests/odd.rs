//! What is no file, cannot be read, or has a strange name.

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::process::Command;

use hognose_core::NoticeKind;
use rayon::ThreadPoolBuilder;

use super::{Tree, notices_of, paths_of};

/// A tree with a source, a pipe and a socket, which exists as long as it is bound.
fn special_files() -> (Tree, UnixListener) {
    let tree = Tree::new(["a.py", "sub/"]);
    let pipe = tree.root.join("pipe.py");
    let made = Command::new("mkfifo").arg(pipe).status().expect("mkfifo can be run");
    assert!(made.success());
    let socket = UnixListener::bind(tree.root.join("sub/socket.py")).expect("a socket can be made");
    (tree, socket)
}

#[test]
fn what_is_no_file_is_skipped_with_a_notice() {
    let (tree, _socket) = special_files();
    fs::copy(tree.root.join("a.py"), tree.root.join("b.txt")).expect("a file can be copied");
    tree.link("/dev/null", "device.py");
    let discovered = tree.discover(["."]);
    assert_eq!(paths_of(&discovered), ["a.py"]);
    let messages: Vec<_> = discovered
        .notices
        .iter()
        .map(|notice| {
            let path = notice.path.as_ref().expect("the notice has a path");
            format!("{} {}: {}", notice.kind.as_str(), path.display(), notice.message)
        })
        .collect();
    let expected = [
        "special-file device.py: skipped: this is a device, not a file",
        "special-file pipe.py: skipped: this is a pipe, not a file",
        "special-file sub/socket.py: skipped: this is a socket, not a file",
    ];
    assert_eq!(messages, expected);
}

#[test]
fn what_is_no_file_cannot_be_read_even_if_it_is_named() {
    let (tree, _socket) = special_files();
    let named = ["/dev/null", "pipe.py", "sub/socket.py"];
    let discovered = tree.discover(named.into_iter().chain(["a.py"]));
    assert_eq!(paths_of(&discovered), ["a.py"]);
    let unreadable = named.map(|path| (NoticeKind::Unreadable, path.to_owned()));
    assert_eq!(notices_of(&discovered), unreadable);
}

#[test]
fn what_is_no_file_and_has_another_name_is_passed_over() {
    let tree = Tree::new(["a.py"]);
    let _socket = UnixListener::bind(tree.root.join("ctl")).expect("a socket can be made");
    assert_eq!(tree.find_all(), ["a.py"]);
}

#[test]
fn a_folder_that_cannot_be_read_is_a_notice() {
    let tree = Tree::new(["a.py", "locked/b.py", "open/c.py"]);
    let locked = tree.root.join("locked");
    let allow = |mode| {
        fs::set_permissions(&locked, Permissions::from_mode(mode)).expect("the folder is ours");
    };
    allow(0o000);
    let readable_all_the_same = fs::read_dir(&locked).is_ok();
    let discovered = tree.discover(["."]);
    allow(0o700);
    // Permissions do not concern the superuser.
    if !readable_all_the_same {
        assert_eq!(paths_of(&discovered), ["a.py", "open/c.py"]);
        assert_eq!(notices_of(&discovered), [(NoticeKind::Unreadable, "locked".to_owned())]);
    }
}

#[test]
fn a_folder_whose_path_is_too_long_is_a_notice() {
    let tree = Tree::new(["z.py"]);
    // Deeper than any path can say: only step by step.
    let name = "d".repeat(200);
    let script = "for i in $(seq 30); do mkdir $0 && cd -P $0 && echo x > x.py || exit 1; done";
    let made = Command::new("sh").args(["-c", script, &name]).current_dir(&tree.root).status();
    assert!(made.expect("a shell can be run").success());
    let discovered = tree.discover(["."]);
    let files = discovered.files.len();
    assert!((10..30).contains(&files), "{files} files");
    assert_eq!(discovered.files.last().map(|file| file.path.clone()), Some("z.py".into()));
    let kinds: Vec<_> = discovered.notices.iter().map(|notice| notice.kind).collect();
    assert_eq!(kinds, [NoticeKind::Unreadable]);
}

#[test]
fn a_deep_tree_with_rules_on_every_level_is_walked() {
    let tree = Tree::new([format!("{}x.py", "d/".repeat(1500))]);
    let mut folder = tree.root.clone();
    for _ in 0..1500 {
        fs::write(folder.join(".gitignore"), "y.py\n").expect("the file can be written");
        folder.push("d");
    }
    assert_eq!(tree.find_all(), [format!("{}x.py", "d/".repeat(1500))]);
    assert_eq!(tree.find([&folder]), [format!("{}x.py", "d/".repeat(1500))]);
}

#[test]
fn names_are_kept_as_they_are() {
    let names: [&[u8]; 6] = [
        b"\x1b[31mred.py",
        b"-.py",
        b"a b.py",
        b"caf\xe9.py",
        b"new\nline.py",
        b"\xff\xfe/\x80.py",
    ];
    let tree = Tree::new(names.map(OsStr::from_bytes));
    let discovered = tree.discover(["."]);
    assert_eq!(discovered.notices, []);
    let found: Vec<_> =
        discovered.files.iter().map(|file| file.path.as_os_str().as_bytes()).collect();
    assert_eq!(found, names);
    assert_eq!(tree.discover(names.map(OsStr::from_bytes)), discovered);
}

#[test]
fn the_number_of_threads_does_not_matter() {
    let paths = (0..400).map(|i| format!("p{}/q{}/f{i}.py", i % 7, i % 31));
    let tree = Tree::new(paths);
    tree.write("p3/.gitignore", "q1*\n");
    for i in 0..20 {
        tree.link("../nowhere/else.py", format!("p{}/link{i}.py", i % 7));
        tree.link("/dev/null", format!("p{}/device{i}.py", i % 7));
    }
    let with_threads = |threads| {
        ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("threads can be started")
            .install(|| tree.discover(["p1", ".", "p3/q1"]))
    };
    let one = with_threads(1);
    assert!(one.files.len() > 300 && one.notices.len() == 20);
    for threads in [2, 8] {
        assert_eq!(with_threads(threads), one);
    }
}
