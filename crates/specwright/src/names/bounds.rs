//! How long a name may be, and which names a file must not have on any system.

/// The longest identifier. Longer ones are legal, and nobody reads them.
pub const IDENTIFIER: usize = 100;

/// The longest name of a file, without its ending. File systems allow 255 bytes with it.
pub const FILE: usize = 80;

/// What Windows takes for a device, with any ending.
pub const DEVICES: &[&str] = &[
    "aux", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con", "lpt0", "lpt1",
    "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "nul", "prn",
];

/// The name where it is short enough; else its beginning, and a number made of the whole, so that two long names that
/// begin alike stay apart and keep their names when others come or go.
pub fn bounded(name: String, most: usize) -> String {
    if name.chars().count() <= most {
        return name;
    }
    let beginning: String = name.chars().take(most.saturating_sub(8)).collect();
    format!("{beginning}{:08x}", digest(&name))
}

/// FNV-1a, folded to 32 bits: the same on every machine and in every version of Rust.
fn digest(text: &str) -> u32 {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let folded = (hash >> 32) ^ (hash & u64::from(u32::MAX));
    u32::try_from(folded).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_and_stay_apart() {
        assert_eq!(bounded("short".to_owned(), 10), "short");
        let (a, b) = (format!("{}A", "x".repeat(300)), format!("{}B", "x".repeat(300)));
        let (a, b) = (bounded(a, IDENTIFIER), bounded(b, IDENTIFIER));
        assert_eq!(a.len(), IDENTIFIER);
        assert_ne!(a, b);
        assert!(a.starts_with("xxxx"));
    }
}
