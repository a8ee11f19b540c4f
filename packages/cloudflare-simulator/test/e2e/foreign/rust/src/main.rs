//! Cloudflare's crate for Rust against a simulated zone: write every type that it knows, list again, change a hundred
//! records, list again. It takes apart each answer into structures of its own, and refuses one that does not fit.

use cloudflare::endpoints::dns::dns::{
    CreateDnsRecord, CreateDnsRecordParams, DeleteDnsRecord, DnsContent, DnsRecord, ListDnsRecords,
    ListDnsRecordsParams, UpdateDnsRecord, UpdateDnsRecordParams,
};
use cloudflare::endpoints::account::list_accounts::ListAccounts;
use cloudflare::endpoints::zones::zone::{ListZones, ListZonesParams, ZoneDetails};
use cloudflare::framework::auth::Credentials;
use cloudflare::framework::client::{blocking_api::HttpApiClient, ClientConfig};
use cloudflare::framework::Environment;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::env;

const ZONE: &str = "example.com";
/// Fewer than there are records, so that a list has pages.
const PAGE: u32 = 50;

struct Zone {
    api: HttpApiClient,
    id: String,
}

fn line(name: &str, content: &DnsContent) -> String {
    format!("{name} {content:?}")
}

fn records(turn: u8) -> Vec<(String, DnsContent)> {
    let mut wished = vec![
        (ZONE.to_string(), DnsContent::A { content: "192.0.2.1".parse().unwrap() }),
        (ZONE.to_string(), DnsContent::TXT { content: "\"v=spf1 -all\"".to_string() }),
        (format!("below.{ZONE}"), DnsContent::NS { content: "ns1.example.net".to_string() }),
    ];
    for n in 0..100u8 {
        let host = format!("n{n}.turn{turn}.example.net");
        let content = match n % 5 {
            0 => DnsContent::A { content: [192, 0, turn, n].into() },
            1 => DnsContent::AAAA { content: format!("2001:db8::{turn}:{}", n + 1).parse().unwrap() },
            2 => DnsContent::TXT { content: format!("\"turn {turn} number {n}\"") },
            3 => DnsContent::CNAME { content: host },
            _ => DnsContent::MX { content: host, priority: u16::from(turn) },
        };
        wished.push((format!("many{n}.{ZONE}"), content));
    }
    wished
}

impl Zone {
    fn listed(&self) -> Vec<DnsRecord> {
        let mut all = Vec::new();
        for page in 1.. {
            let params = ListDnsRecordsParams { page: Some(page), per_page: Some(PAGE), ..Default::default() };
            let answer = self.api.request(&ListDnsRecords { zone_identifier: &self.id, params }).unwrap();
            if answer.result.is_empty() {
                break;
            }
            all.extend(answer.result);
        }
        all
    }

    /// What would still be changed: the lines that only one side has.
    fn left(&self, wished: &[(String, DnsContent)]) -> Vec<String> {
        let wished: BTreeSet<_> = wished.iter().map(|(name, content)| line(name, content)).collect();
        let found: BTreeSet<_> = self.listed().iter().map(|each| line(&each.name, &each.content)).collect();
        wished.symmetric_difference(&found).cloned().collect()
    }

    fn create(&self, name: &str, content: &DnsContent) -> DnsRecord {
        let params =
            CreateDnsRecordParams { ttl: Some(300), priority: None, proxied: Some(false), name, content: content.clone() };
        self.api.request(&CreateDnsRecord { zone_identifier: &self.id, params }).unwrap().result
    }

    fn update(&self, id: &str, name: &str, content: &DnsContent) {
        let params = UpdateDnsRecordParams { ttl: Some(300), proxied: Some(false), name, content: content.clone() };
        self.api.request(&UpdateDnsRecord { zone_identifier: &self.id, identifier: id, params }).unwrap();
    }
}

fn main() {
    let client = |token: String| {
        let url = format!("{}/", env::var("SIMULATOR_URL").unwrap());
        let credentials = Credentials::UserAuthToken { token };
        HttpApiClient::new(credentials, ClientConfig::default(), Environment::Custom(url)).unwrap()
    };
    let api = client(env::var("SIMULATOR_TOKEN").unwrap());
    let params = ListZonesParams { name: Some(ZONE.to_string()), ..Default::default() };
    let id = api.request(&ListZones { params }).unwrap().result[0].id.clone();
    let details = api.request(&ZoneDetails { identifier: &id }).unwrap().result;
    let accounts = api.request(&ListAccounts { params: None }).unwrap().result.len();
    let zone = Zone { api, id };

    let (first, second) = (records(1), records(2));
    let ids: BTreeMap<_, _> = first.iter().map(|each| (line(&each.0, &each.1), zone.create(&each.0, &each.1).id)).collect();
    let left_1 = zone.left(&first);
    let mut changed = 0;
    for (before, after) in first.iter().zip(&second) {
        let id = &ids[&line(&before.0, &before.1)];
        if line(&before.0, &before.1) != line(&after.0, &after.1) {
            zone.update(id, &after.0, &after.1);
            changed += 1;
        }
    }
    let left_2 = zone.left(&second);
    for each in zone.listed() {
        zone.api.request(&DeleteDnsRecord { zone_identifier: &zone.id, identifier: &each.id }).unwrap();
    }
    let refused = client("cfut_nobody".to_string()).request(&ZoneDetails { identifier: &zone.id }).unwrap_err();
    println!(
        "{}",
        json!({
            "zone": details.name, "permissions": !details.permissions.is_empty(), "accounts": accounts,
            "left 1": left_1, "changed": changed, "left 2": left_2, "emptied": zone.listed().len(),
            "refused": refused.to_string(),
        })
    );
}
