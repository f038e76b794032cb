//! What makes the files an npm package.

use serde_json::json;

use super::{Context, readme};
use crate::emit::{GeneratedFile, Options};

pub(super) fn files(context: Context, options: &Options) -> Vec<GeneratedFile> {
    let info = &context.contract.info;
    let name = format!("@{}/client", options.package_name(&info.title));
    let version = if is_version(&info.version) { info.version.as_str() } else { "0.0.0" };
    let mut manifest = json!({
        "name": &name,
        "version": version,
        "description": format!("The client of {}, generated from its contract.", one_line(&info.title)),
        "license": info.license,
        "type": "module",
        "sideEffects": false,
        "engines": { "node": ">=18" },
        "exports": {
            ".": { "types": "./index.d.ts", "default": "./index.js" },
            "./openapi": { "types": "./openapi.d.ts", "default": "./openapi.js" },
            "./react-query": { "types": "./runtime/react-query.d.ts", "default": "./runtime/react-query.js" },
            "./msw": { "types": "./runtime/msw.d.ts", "default": "./runtime/msw.js" },
            "./package.json": "./package.json",
        },
        "files": ["**/*.js", "**/*.d.ts"],
        "peerDependencies": { "@tanstack/react-query": ">=5", "msw": ">=2" },
        "peerDependenciesMeta": {
            "@tanstack/react-query": { "optional": true },
            "msw": { "optional": true },
        },
    });
    if let Some(members) = manifest.as_object_mut().filter(|_| info.license.is_none()) {
        members.shift_remove("license");
    }
    let text = format!("{manifest:#}\n");
    vec![GeneratedFile { path: "typescript/package.json".to_owned(), text }, readme::file(context, &name)]
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether npm takes it (Semantic Versioning 2.0.0, without build metadata).
fn is_version(text: &str) -> bool {
    let (numbers, pre) = text.split_once('-').map_or((text, None), |(numbers, pre)| (numbers, Some(pre)));
    let is_number = |part: &str| {
        !part.is_empty()
            && part.len() < 16
            && part.chars().all(|c| c.is_ascii_digit())
            && (part == "0" || !part.starts_with('0'))
    };
    let is_word = |part: &str| {
        let digits = part.chars().all(|c| c.is_ascii_digit());
        if digits { is_number(part) } else { part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') }
    };
    numbers.split('.').count() == 3
        && numbers.split('.').all(is_number)
        && pre.is_none_or(|pre| pre.split('.').all(|part| !part.is_empty() && is_word(part)))
}

#[cfg(test)]
mod tests {
    use super::is_version;

    #[test]
    fn versions_that_npm_takes() {
        for good in ["1.2.3", "0.1.0", "1.0.0-rc.1", "1.0.0-x-y"] {
            assert!(is_version(good), "{good}");
        }
        for bad in ["1.0", "v1.0.0", "2024-01-01", "01.0.0", "1.0.0-", "1.0.0-01", "1.0.0+x", ""] {
            assert!(!is_version(bad), "{bad}");
        }
    }
}
