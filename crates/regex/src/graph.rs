//! Graphs as lists of successors.

use std::collections::VecDeque;

/// Which nodes can reach each other: a number for each node, the same for those that can.
pub(crate) fn components(graph: &[Vec<usize>]) -> Vec<usize> {
    const NONE: usize = usize::MAX;
    let count = graph.len();
    let (mut order, mut low, mut component) =
        (vec![NONE; count], vec![0; count], vec![NONE; count]);
    let (mut next, mut found) = (0, 0);
    let mut open: Vec<usize> = Vec::new();
    // Tarjan's algorithm; the second number is the successor that comes next.
    let mut path: Vec<(usize, usize)> = Vec::new();
    for root in 0..count {
        if order[root] != NONE {
            continue;
        }
        path.push((root, 0));
        while let Some((node, at)) = path.last_mut() {
            let node = *node;
            if *at == 0 {
                (order[node], low[node]) = (next, next);
                next += 1;
                open.push(node);
            }
            if let Some(to) = graph[node].get(*at) {
                *at += 1;
                if order[*to] == NONE {
                    path.push((*to, 0));
                } else if component[*to] == NONE {
                    low[node] = low[node].min(order[*to]);
                }
                continue;
            }
            // A leaf is seen once only.
            path.pop();
            if let Some((before, _)) = path.last() {
                low[*before] = low[*before].min(low[node]);
            }
            if low[node] == order[node] {
                while let Some(member) = open.pop() {
                    component[member] = found;
                    if member == node {
                        break;
                    }
                }
                found += 1;
            }
        }
    }
    component
}

/// The nodes of a shortest way with at least one step, the start left out.
pub(crate) fn way(
    graph: &[Vec<usize>],
    starts: &[usize],
    is_allowed: impl Fn(usize) -> bool,
    is_goal: impl Fn(usize) -> bool,
) -> Option<Vec<usize>> {
    const NONE: usize = usize::MAX;
    let mut before = vec![NONE; graph.len()];
    let mut queue: VecDeque<usize> = VecDeque::new();
    let mut is_seen = vec![false; graph.len()];
    for start in starts {
        for next in &graph[*start] {
            if is_allowed(*next) && !is_seen[*next] {
                is_seen[*next] = true;
                queue.push_back(*next);
            }
        }
    }
    while let Some(node) = queue.pop_front() {
        if is_goal(node) {
            let mut way = vec![node];
            let mut at = node;
            while before[at] != NONE {
                at = before[at];
                way.push(at);
            }
            way.reverse();
            return Some(way);
        }
        for next in &graph[node] {
            if is_allowed(*next) && !is_seen[*next] {
                is_seen[*next] = true;
                before[*next] = node;
                queue.push_back(*next);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reaches_each_other_is_one() {
        let graph = vec![vec![1], vec![2], vec![0, 3], vec![4], vec![], vec![5]];
        let found = components(&graph);
        assert!(found[0] == found[1] && found[1] == found[2]);
        assert!(found[2] != found[3] && found[3] != found[4]);
        assert_eq!(way(&graph, &[0], |_| true, |it| it == 0), Some(vec![1, 2, 0]));
        assert_eq!(way(&graph, &[3], |_| true, |it| it == 3), None);
    }
}
