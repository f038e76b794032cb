//! `info`: what is running here.

use specwright_poem::DateTime;
use taskboard_api::operations::info::{GetServiceInfoError, GetServiceInfoResponse};
use taskboard_api::server::Info;
use taskboard_api::types::{ServiceInfo, ServiceInfoApiVersion};

use super::Taskboard;

impl Info for Taskboard {
    async fn get_service_info(&self) -> Result<GetServiceInfoResponse, GetServiceInfoError> {
        let body = ServiceInfo {
            name: "Taskboard".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            api_version: ServiceInfoApiVersion::V1,
            time: DateTime::now(),
        };
        Ok(GetServiceInfoResponse { body })
    }
}
