//! The table, and the sum below it.

use std::collections::BTreeMap;

use super::Row;
use super::compile::Verdict;
use super::measure::TARGETS;

/// Prints everything. Whether every document came out well.
pub fn report(rows: &[Row], findings: bool) -> bool {
    let width = rows.iter().map(|row| row.document.name.len()).max().unwrap_or_default();
    println!(
        "{:width$}  {:>9}  {:>7}  {:>5}  {:>5}  {:>6}  {:>6}  {:>5}  {:>4}  {:>5}  {:>5}  {:>7}  {:>7}  {:>11}  {:>10}",
        "document",
        "bytes",
        "version",
        "ops",
        "rust",
        "client",
        "typesc",
        "docum",
        "err",
        "warn",
        "note",
        "seconds",
        "peak MB",
        "cargo check",
        "tsc"
    );
    for row in rows {
        println!("{:width$}  {}", row.document.name, line(row));
    }
    if findings {
        list_findings(rows);
    }
    failures(rows);
    left_out(rows);
    codes(rows);
    sums(rows)
}

fn line(row: &Row) -> String {
    let measured = match &row.measured {
        Ok(measured) => measured,
        Err(reason) => return format!("FAILED: {reason}"),
    };
    let count = |target| measured.expressed(target);
    #[allow(clippy::cast_precision_loss)]
    let peak = measured.peak_bytes.map_or_else(|| "-".to_owned(), |peak| format!("{:.0}", peak as f64 / 1e6));
    format!(
        "{:>9}  {:>7}  {:>5}  {:>5}  {:>6}  {:>6}  {:>5}  {:>4}  {:>5}  {:>5}  {:>7.2}  {:>7}  {:>11}  {:>10}",
        measured.bytes,
        measured.version,
        measured.operations,
        count("rust"),
        count("client"),
        count("typescript"),
        count("document"),
        measured.count("error"),
        measured.count("warning"),
        measured.count("note"),
        measured.seconds,
        peak,
        verdict(row.rust.as_ref()),
        verdict(row.typescript.as_ref()),
    )
}

fn verdict(verdict: Option<&Verdict>) -> String {
    match verdict {
        None => "-".to_owned(),
        Some(verdict) if verdict.is_clean() => "ok".to_owned(),
        Some(verdict) => format!("{} e {} w", verdict.errors, verdict.warnings),
    }
}

/// Whether all targets were generated, and compile as far as they were compiled.
fn is_well(row: &Row) -> bool {
    let generated = row.measured.as_ref().is_ok_and(|measured| measured.count("error") == 0);
    generated && [&row.rust, &row.typescript].into_iter().flatten().all(Verdict::is_clean)
}

/// Whether each target expresses each operation.
fn is_whole(row: &Row) -> bool {
    let measured = row.measured.as_ref();
    measured.is_ok_and(|m| TARGETS.iter().all(|(_, target)| m.expressed(target) >= m.operations))
}

fn list_findings(rows: &[Row]) {
    for row in rows {
        let Ok(measured) = &row.measured else { continue };
        for finding in &measured.findings {
            println!(
                "{}: {} {}[{}]: {}",
                row.document.name, finding.place, finding.severity, finding.code, finding.message
            );
        }
    }
}

fn failures(rows: &[Row]) {
    let failed: Vec<&Row> = rows.iter().filter(|row| !is_well(row)).collect();
    if failed.is_empty() {
        return;
    }
    println!("\nFailed:");
    for row in failed {
        println!("  {}", row.document.name);
        match &row.measured {
            Err(reason) => println!("    {reason}"),
            Ok(measured) => {
                for finding in measured.findings.iter().filter(|finding| finding.severity == "error").take(10) {
                    println!("    {} error[{}]: {}", finding.place, finding.code, finding.message);
                }
            }
        }
        for verdict in [&row.rust, &row.typescript].into_iter().flatten() {
            for message in verdict.first.iter().take(8) {
                println!("    {message}");
            }
        }
    }
}

/// By name: what a target is without.
fn left_out(rows: &[Row]) {
    let mut any = false;
    for row in rows {
        let Ok(measured) = &row.measured else { continue };
        for left in &measured.left_out {
            if !any {
                println!("\nNot expressed:");
                any = true;
            }
            println!("  {}: {}: {} ({})", row.document.name, left.operation, left.reason, left.target);
        }
    }
}

/// Which findings there are, how often, and in how many documents.
fn codes(rows: &[Row]) {
    let mut codes: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    for row in rows {
        let Ok(measured) = &row.measured else { continue };
        let mut here: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for finding in &measured.findings {
            *here.entry((&finding.severity, &finding.code)).or_default() += 1;
        }
        for (code, times) in here {
            let entry = codes.entry(code).or_default();
            entry.0 += times;
            entry.1 += 1;
        }
    }
    if codes.is_empty() {
        return;
    }
    println!("\nFindings:");
    for ((severity, code), (times, documents)) in codes {
        println!("  {severity:7}  {code:32}  {times:>6} in {documents} documents");
    }
}

fn sums(rows: &[Row]) -> bool {
    let measured = || rows.iter().filter_map(|row| row.measured.as_ref().ok());
    let operations: usize = measured().map(|measured| measured.operations).sum();
    println!("\n{} documents, {operations} operations", rows.len());
    println!("  {:>5}  generated without an error", rows.iter().filter(|row| is_well(row)).count());
    println!("  {:>5}  whole: every operation in every target", rows.iter().filter(|row| is_whole(row)).count());
    for (_, target) in TARGETS {
        let expressed: usize = measured().map(|measured| measured.expressed(target)).sum();
        #[allow(clippy::cast_precision_loss)]
        let share = if operations == 0 { 100.0 } else { expressed as f64 * 100.0 / operations as f64 };
        println!("  {share:>7.3} %  of operations in {target} ({expressed})");
    }
    for (name, verdict) in [
        ("cargo check", (|row| row.rust.as_ref()) as fn(&Row) -> Option<&Verdict>),
        ("tsc", |row| row.typescript.as_ref()),
    ] {
        let verdicts: Vec<&Verdict> = rows.iter().filter_map(verdict).collect();
        if !verdicts.is_empty() {
            let clean = verdicts.iter().filter(|verdict| verdict.is_clean()).count();
            println!("  {clean:>5}  of {} pass {name}", verdicts.len());
        }
    }
    let failed = rows.iter().filter(|row| !is_well(row)).count();
    println!("{} passed, {failed} failed", rows.len() - failed);
    failed == 0
}
