//! `hognose harvest`: what is read, and where to what is found goes.

use std::path::Path;

use crate::common::Project;

const OLD: &str =
    "import warnings\n\ndef old():\n    warnings.warn('old is deprecated', DeprecationWarning)\n";

/// A project with an environment in which these packages are installed.
fn with_installed(packages: &[&str]) -> Project {
    let site = Path::new(".venv/lib/python3.11/site-packages");
    let mut project = Project::new();
    for package in packages {
        let info = site.join(format!("{package}-1.2.dist-info"));
        project = project
            .with(info.join("METADATA"), format!("Name: {package}\nVersion: 1.2\n"))
            .with(info.join("RECORD"), format!("{package}/__init__.py,,\n"))
            .with(site.join(package).join("__init__.py"), OLD);
    }
    project
}

#[test]
fn one_package_goes_to_standard_output() {
    let ran = with_installed(&["shop"]).hognose(["harvest"]).run().exits(0);
    assert_eq!(
        ran.stdout(),
        "[deprecations]\npackage = \"shop\"\nmodules = [\"shop\"]\nnewest = \"1.2\"\n\n\
         [[deprecated]]\nname = \"shop.old\"\nkind = \"function\"\ndeprecated = \"1.2\"\n\
         evidence = [\"shop/__init__.py:4\"]\n"
    );
    assert_eq!(ran.stderr(), "shop 1.2: 1 deprecation\n");
}

#[test]
fn several_packages_go_to_a_folder() {
    let project = with_installed(&["cart", "shop"]);
    let ran = project.hognose(["harvest"]).run().exits(2);
    assert!(ran.stderr().contains("name a folder with `--output`"));
    project.hognose(["harvest", "--venv", ".venv", "--output", "found"]).run().exits(0);
    for package in ["cart", "shop"] {
        assert!(project.read(format!("found/{package}.toml")).contains(".old"));
    }
    let ran =
        project.hognose(["-q", "harvest", "--package", "Cart", "-o", "cart.toml"]).run().exits(0);
    assert_eq!(ran.stderr(), "");
    assert_eq!(project.read("cart.toml"), project.read("found/cart.toml"));
}

#[test]
fn what_is_not_there_is_told() {
    let project = with_installed(&["shop"]);
    for (arguments, message) in [
        (&["harvest", "--venv", "nowhere"][..], "is not a virtual environment"),
        (&["harvest", "--package", "cart"], "`cart` is not installed in"),
        (&["harvest", "missing.whl"], "does not exist"),
        (&["harvest", "."], "is not a file"),
    ] {
        let ran = project.hognose(arguments).run().exits(2);
        let errors = ran.stderr();
        assert!(errors.contains(message), "{errors}");
    }
    let ran = Project::new().hognose(["harvest"]).run().exits(2);
    assert!(ran.stderr().contains("there is no `.venv` here"));
}
