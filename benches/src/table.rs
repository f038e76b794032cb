//! Figures of many rounds as lines of a Markdown table.

use crate::contest::{Cost, Outcome};
use crate::servers::Kind;

/// CPU time per request and its ratios; then throughput.
pub fn servers(outcomes: &[Outcome]) -> String {
    let mut text = String::from(
        "Server CPU per request, median of the rounds; ratios are the generated server's by the peer's in the same \
         round: the median, and between which two the middle half of them lies. Less than 1: the generated server is \
         cheaper.\n\n\
         | | generated | poem | axum | hyper | / poem | / axum | / hyper |\n|---|---|---|---|---|---|---|---|\n",
    );
    lines(&mut text, outcomes, |cost| cost.cpu, |seconds| format!("{:.1} us", seconds * 1e6), |own, peer| own / peer);
    text.push_str(
        "\nThroughput, requests a second over eight connections with the load on the same machine. More than 1: the \
         generated server answers more.\n\n\
         | | generated | poem | axum | hyper | / poem | / axum | / hyper |\n|---|---|---|---|---|---|---|---|\n",
    );
    lines(&mut text, outcomes, |cost| cost.wall, |seconds| format!("{:.0}", 1.0 / seconds), |own, peer| peer / own);
    text
}

fn lines(
    text: &mut String,
    outcomes: &[Outcome],
    figure: impl Fn(Cost) -> f64,
    show: impl Fn(f64) -> String,
    ratio: impl Fn(f64, f64) -> f64,
) {
    for outcome in outcomes {
        let Some((own, peers)) = outcome.servers.split_first() else { continue };
        text.push_str(&format!("| {} |", outcome.case));
        for server in &outcome.servers {
            text.push_str(&format!(" {} |", show(median(server.iter().map(|cost| figure(*cost))))));
        }
        for peer in peers {
            let rounds = own.iter().zip(peer).map(|(own, peer)| ratio(figure(*own), figure(*peer)));
            let mut rounds: Vec<_> = rounds.collect();
            let [low, middle, high] = [1, 2, 3].map(|quarter| quantile(&mut rounds, quarter));
            text.push_str(&format!(" {middle:.2} ({low:.2}–{high:.2}) |"));
        }
        text.push('\n');
    }
    debug_assert_eq!(Kind::ALL.len(), 4);
}

pub fn median(figures: impl Iterator<Item = f64>) -> f64 {
    quantile(&mut figures.collect::<Vec<_>>(), 2)
}

/// The figure that so many quarters of them do not exceed.
fn quantile(figures: &mut [f64], quarters: usize) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() * quarters / 4).copied().unwrap_or(f64::NAN)
}
