#!/usr/bin/env bash
# regex 1.12.2 (regex-syntax 0.8.9), Rust: `\p{Script!=Greek}` matches Greek letters, and nothing else does.
#
# The syntax tree of regex-syntax knows `!=` as an operator (ast::ClassUnicodeOpKind::NotEqual), and parses it; the
# translation to the intermediate form then looks at the `P` of `\P{…}` only, so that `!=` means the same as `=`. No
# error, no warning: a rule that should match all but one script matches that script alone.
#
# Seen 2026-11-29:
#   \p{Script=Greek}   alpha: true   a: false
#   \p{Script!=Greek}  alpha: true   a: false
#   \P{Script=Greek}   alpha: false  a: true
#
# Exits 0 while this is so, 1 when it changed, 2 when it could not be tried.
set -euo pipefail
command -v cargo >/dev/null || { echo 'needs cargo'; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/src"
cat > "$folder/Cargo.toml" <<'TOML'
[package]
name = "trial"
version = "0.0.0"
edition = "2021"

[dependencies]
regex = "=1.12.2"
regex-syntax = "=0.8.9"
TOML
cat > "$folder/src/main.rs" <<'RUST'
fn main() {
    for pattern in [r"\p{Script=Greek}", r"\p{Script!=Greek}", r"\P{Script=Greek}"] {
        let regex = regex::Regex::new(pattern).expect("is taken");
        println!("{pattern} alpha: {} a: {}", regex.is_match("α"), regex.is_match("a"));
    }
}
RUST
found=$(cargo run --quiet --manifest-path "$folder/Cargo.toml") || { echo 'could not be built'; exit 2; }
echo "$found"
[ "$(grep -F '!=' <<< "$found")" = '\p{Script!=Greek} alpha: true a: false' ] || { echo 'changed'; exit 1; }
