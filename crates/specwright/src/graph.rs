//! Graphs of what refers to what. A document decides how long a way in one is, so nothing here calls itself.

/// The edges of a graph that close its cycles, each by the node it goes out from and its number there.
pub fn closing_edges(targets: &[Vec<usize>]) -> Vec<(usize, usize)> {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let mut marks = vec![Mark::New; targets.len()];
    let mut found = Vec::new();
    for start in 0..targets.len() {
        if marks.get(start) != Some(&Mark::New) {
            continue;
        }
        let mut way = vec![(start, 0)];
        while let Some((id, next)) = way.last_mut() {
            let (here, edge) = (*id, *next);
            *next += 1;
            let Some(slot) = marks.get_mut(here) else { break };
            *slot = Mark::Open;
            let Some(target) = targets.get(here).and_then(|targets| targets.get(edge)) else {
                *slot = Mark::Done;
                way.pop();
                continue;
            };
            match marks.get(*target) {
                Some(Mark::Open) => found.push((here, edge)),
                Some(Mark::New) => way.push((*target, 0)),
                Some(Mark::Done) | None => {}
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_its_closing_edges_a_graph_has_no_cycle() {
        let graph = vec![vec![1, 0], vec![2], vec![0, 3], vec![3, 9]];
        assert_eq!(closing_edges(&graph), [(2, 0), (3, 0), (0, 1)]);
        assert!(closing_edges(&[vec![1, 2], vec![2], vec![]]).is_empty());
        let long: Vec<Vec<usize>> = (1..=100_000).map(|next| vec![next]).collect();
        assert!(closing_edges(&long).is_empty());
    }
}
