//! What operators see of a service that is in use, at an address of its own.

use reqwest::{Method, StatusCode};
use uuid::Uuid;

use crate::harness::{both_databases, http, problem, refused};

both_databases! {
    async fn requests_are_counted_by_operation(app: App) {
        let look = async |path: &str| {
            let answer = http().get(format!("{}{path}", app.operators_origin())).send().await.expect("an answer");
            (answer.status(), answer.text().await.expect("a text"))
        };
        assert_eq!(look("/live").await.0, StatusCode::OK);
        assert_eq!(look("/ready").await.0, StatusCode::OK, "the database answers");

        let (ada, id) = (app.client("ada"), Uuid::now_v7());
        for _ in 0..3 {
            refused(ada.get_tag().tag_id(id).send().await, 404, "not_found");
        }
        let (_, metrics) = look("/metrics").await;
        let counted = metrics.lines().any(|line| line.contains("getTag") && line.contains("404") && line.ends_with(" 3"));
        assert!(counted, "{metrics}");
        assert!(!metrics.contains(&id.to_string()) && !metrics.contains("ada"), "nothing of anybody's: {metrics}");

        // Neither address answers what the other does.
        assert_eq!(look("/api/v1/info").await.0, StatusCode::NOT_FOUND);
        for path in ["/live", "/ready", "/metrics"] {
            let answer = http().request(Method::GET, format!("{}{path}", app.origin())).send().await.expect("an answer");
            problem(answer, 404, "not_found").await;
        }
    }
}
