//! rmcp, the official Rust SDK: conversation COMMAND ARGUMENTS…, one line of JSON on stdout.

use std::error::Error;
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rmcp::model::*;
use rmcp::service::{RequestContext, RunningService};
use rmcp::transport::TokioChildProcess;
use rmcp::{ClientHandler, ClientLifecycleMode, ClientServiceExt, ErrorData, RoleClient};
use serde_json::{Map, Value, from_str, from_value, json};
use tokio::process::Command;
use tokio::time::timeout;

type Outcome<T> = Result<T, Box<dyn Error>>;

const ZONE: &str = "mapleandpine.com";
const RECORDS: [&str; 2] = ["08b7bc72c10c4c75f5eed3584790d8f7", "ed6cec7de4b1c62ef3dac1cd9dd93921"];

/// Approves, declines, and approves whatever else is asked.
#[derive(Default)]
struct Person {
    asked: AtomicUsize,
}

impl ClientHandler for Person {
    fn get_info(&self) -> ClientConfig {
        let mut config = ClientConfig::default();
        config.capabilities = ClientCapabilities::builder().enable_elicitation().build();
        config
    }

    async fn create_elicitation(
        &self,
        _request: ElicitRequestParams,
        _context: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        Ok(match self.asked.fetch_add(1, Ordering::Relaxed) {
            1 => ElicitResult::new(ElicitationAction::Decline),
            _ => ElicitResult::new(ElicitationAction::Accept).with_content(json!({"approve": true})),
        })
    }
}

struct Conversation(RunningService<RoleClient, Person>);

impl Conversation {
    async fn text(&self, name: &str, arguments: Value) -> Outcome<String> {
        let params: CallToolRequestParams = from_value(json!({"name": name, "arguments": arguments}))?;
        let result = self.0.call_tool(params).await?;
        let text = result.content.first().and_then(|block| block.as_text()).ok_or("no text")?;
        Ok(text.text.clone())
    }

    /// One member of an answer.
    async fn told(&self, name: &str, arguments: Value, member: &str) -> Outcome<Value> {
        let data: Value = from_str(&self.text(name, arguments).await?)?;
        Ok(data[member].clone())
    }

    async fn hold(&self) -> Outcome<Map<String, Value>> {
        let mut seen = Map::new();
        seen.insert("tools".into(), json!(self.0.list_all_tools().await?.len()));
        seen.insert("zones".into(), self.told("list_zones", json!({}), "total").await?);
        for (name, record) in ["approved", "declined"].into_iter().zip(RECORDS) {
            let status = self.told("delete_dns_record", json!({"zone": ZONE, "record_id": record}), "status").await?;
            seen.insert(name.into(), status);
        }
        let data = json!({"priority": 10, "weight": 60, "port": 389, "target": format!("ldap.{ZONE}")});
        let srv = json!({"zone": ZONE, "type": "SRV", "name": "_ldap._tcp", "data": data});
        seen.insert("srv".into(), self.told("create_dns_record", srv, "status").await?);
        let listed = self.told("list_dns_records", json!({"zone": ZONE, "type": "SRV"}), "records").await?;
        let made = listed.as_array().ok_or("no records")?.iter().filter(|record| record["name"] == "_ldap._tcp");
        seen.insert("priority".into(), made.map(|record| record["priority"].clone()).collect());
        let note = |index| json!({"type": "TXT", "name": format!("note-{index}"), "content": "x".repeat(170)});
        let notes: Vec<Value> = (0..60).map(note).collect();
        let many = json!({"zone": "northfork-labs.dev", "records": notes, "dry_run": true});
        let plan = self.text("sync_dns_records", many).await?;
        seen.insert("whole".into(), json!(plan.len() > 25_000 && from_str::<Value>(&plan)?["status"] == "planned"));
        let record = json!({"zone": ZONE, "type": "A", "name": "scripted", "content": "192.0.2.44"});
        let change = self.told("create_dns_record", record, "change_id").await?;
        let undone = self.told("undo_change", json!({"change_ids": [change]}), "status").await?;
        seen.insert("undone".into(), undone);
        let resource = self.0.read_resource(from_value(json!({"uri": "cloudflare://zones"}))?).await?;
        let text = json!(resource.contents)[0]["text"].as_str().is_some_and(|text| text.contains(ZONE));
        seen.insert("resource".into(), json!(text));
        let wanted = from_value(json!({"name": "audit_zone", "arguments": {"zone": ZONE}}))?;
        let prompt = self.0.get_prompt(wanted).await?;
        seen.insert("prompt".into(), json!(prompt.messages.len() == 1));
        // A call that is dropped before its answer is cancelled.
        let abandoned = self.text("get_zone_settings", json!({"zone": ZONE}));
        let _ = timeout(Duration::from_millis(1), abandoned).await;
        seen.insert("after_cancel".into(), self.told("list_zones", json!({}), "total").await?);
        Ok(seen)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let mut words = std::env::args().skip(1);
    let mut command = Command::new(words.next().ok_or("no command")?);
    command.args(words);
    let (transport, _) = TokioChildProcess::builder(command).stderr(Stdio::null()).spawn()?;
    let lifecycle = ClientLifecycleMode::Auto {
        preferred_versions: vec![ProtocolVersion::V_2026_07_28],
        legacy_version: None,
    };
    let client = Person::default().serve_with_lifecycle(transport, lifecycle).await?;
    let conversation = Conversation(client);
    let seen = timeout(Duration::from_secs(100), conversation.hold()).await??;
    println!("{}", Value::Object(seen));
    conversation.0.cancel().await?;
    Ok(())
}
