// Cloudflare's client for Go against a simulated zone: write every type, list again, change a hundred records, list
// again, export, import into an emptied zone; then rulesets, Page Rules, settings, DNSSEC and purges.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"

	"github.com/cloudflare/cloudflare-go"
)

const zoneName = "example.com"

var (
	ctx  = context.Background()
	api  *cloudflare.API
	zone *cloudflare.ResourceContainer
)

type object = map[string]interface{}

// must ends the program at the first error: each call is one that Cloudflare takes.
func must[T any](value T, err error) T {
	check(err)
	return value
}

func check(err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%+v\n", err)
		os.Exit(1)
	}
}

// wish is a record as it is wished for; compared is what of it must come back.
type wish struct {
	kind, name, content string
	priority            uint16
	data                object
	comment             string
}

func (w wish) compared() string {
	return line(w.kind, w.name, w.content, w.priority, w.data, w.comment)
}

func line(kind, name, content string, priority uint16, data interface{}, comment string) string {
	// Numbers of both sides are compared as JSON, in which the members are sorted.
	text := string(must(json.Marshal(data)))
	if text != "null" {
		content, priority = "", 0
	}
	return fmt.Sprintf("%s %s %q %d %s %s", name, kind, content, priority, text, comment)
}

func records(turn int) []wish {
	digest := strings.Repeat("ab", 32)
	wished := []wish{
		{kind: "A", name: "@", content: "192.0.2.1"},
		{kind: "AAAA", name: "six", content: "2001:db8::1"},
		{kind: "CNAME", name: "alias", content: "target.example.net"},
		{kind: "MX", name: "@", content: "mail.example.net", priority: 10},
		{kind: "TXT", name: "@", content: "\"v=spf1 -all\"", comment: "who sends"},
		{kind: "NS", name: "below", content: "ns1.example.net"},
		{kind: "PTR", name: "pointer", content: "host.example.net"},
		{kind: "CAA", name: "@", data: object{"flags": 0, "tag": "issue", "value": "ca.example.net"}},
		{kind: "CERT", name: "cert", data: object{"type": 1, "key_tag": 2, "algorithm": 3, "certificate": "YWJj"}},
		{kind: "DNSKEY", name: "below", data: object{"flags": 257, "protocol": 3, "algorithm": 13, "public_key": "YWJj"}},
		{kind: "DS", name: "below", data: object{"key_tag": 12, "algorithm": 13, "digest_type": 2, "digest": digest}},
		{kind: "HTTPS", name: "https", data: object{"priority": 1, "target": ".", "value": "alpn=\"h2\""}},
		{kind: "LOC", name: "place", data: object{
			"lat_degrees": 31, "lat_minutes": 58, "lat_seconds": 52.1, "lat_direction": "S",
			"long_degrees": 115, "long_minutes": 49, "long_seconds": 11.7, "long_direction": "E",
			"altitude": 20, "size": 10, "precision_horz": 10, "precision_vert": 2}},
		{kind: "NAPTR", name: "naptr", data: object{"order": 10, "preference": 20, "flags": "S",
			"service": "SIP+D2U", "regex": "", "replacement": "_sip._udp.example.net"}},
		{kind: "SMIMEA", name: "smimea", data: object{"usage": 3, "selector": 1, "matching_type": 1, "certificate": digest}},
		{kind: "SRV", name: "_sip._tcp", data: object{"priority": 10, "weight": 20, "port": 5060, "target": "sip.example.net"}},
		{kind: "SSHFP", name: "ssh", data: object{"algorithm": 4, "type": 2, "fingerprint": digest}},
		{kind: "SVCB", name: "_dns", data: object{"priority": 1, "target": ".", "value": "alpn=\"dot\""}},
		{kind: "TLSA", name: "_443._tcp", data: object{"usage": 3, "selector": 1, "matching_type": 1, "certificate": digest}},
		{kind: "URI", name: "uri", priority: 10, data: object{"weight": 20, "target": "https://example.net/"}},
	}
	for n := 0; n < 100; n++ {
		name := fmt.Sprintf("many%d", n)
		host := fmt.Sprintf("n%d.turn%d.example.net", n, turn)
		kinds := []wish{
			{kind: "A", name: name, content: fmt.Sprintf("192.0.%d.%d", turn, n)},
			{kind: "AAAA", name: name, content: fmt.Sprintf("2001:db8::%d:%d", turn, n+1)},
			{kind: "TXT", name: name, content: fmt.Sprintf("\"turn %d number %d\"", turn, n)},
			{kind: "CNAME", name: name, content: host},
			{kind: "MX", name: name, content: host, priority: uint16(turn)},
			{kind: "SRV", name: "_s._tcp." + name, data: object{"priority": turn, "weight": n, "port": 1, "target": host}},
			{kind: "CAA", name: name, data: object{"flags": 0, "tag": "issue", "value": host}},
		}
		wished = append(wished, kinds[n%len(kinds)])
	}
	for index := range wished {
		wished[index].name = strings.TrimPrefix(wished[index].name+"."+zoneName, "@.")
	}
	return wished
}

func listed() []cloudflare.DNSRecord {
	found, _, err := api.ListDNSRecords(ctx, zone, cloudflare.ListDNSRecordsParams{})
	return must(found, err)
}

// left is what would still be changed: the lines that only one side has.
func left(wished []wish) []string {
	count := map[string]int{}
	for _, each := range wished {
		count[each.compared()]++
	}
	for _, each := range listed() {
		priority := uint16(0)
		if each.Priority != nil {
			priority = *each.Priority
		}
		count[line(each.Type, each.Name, each.Content, priority, each.Data, each.Comment)]--
	}
	lines := []string{}
	for text, times := range count {
		if times != 0 {
			lines = append(lines, fmt.Sprintf("%+d %s", times, text))
		}
	}
	sort.Strings(lines)
	return lines
}

func pointer(priority uint16) *uint16 { return &priority }

func create(each wish) cloudflare.DNSRecord {
	params := cloudflare.CreateDNSRecordParams{Type: each.kind, Name: each.name, Content: each.content,
		Comment: each.comment, TTL: 300, Proxied: cloudflare.BoolPtr(false)}
	if each.data != nil {
		params.Data = each.data
	}
	if each.kind == "MX" || each.kind == "URI" {
		params.Priority = pointer(each.priority)
	}
	return must(api.CreateDNSRecord(ctx, zone, params))
}

func update(id string, each wish) {
	params := cloudflare.UpdateDNSRecordParams{ID: id, Type: each.kind, Name: each.name, Content: each.content, TTL: 300}
	if each.data != nil {
		params.Data = each.data
	}
	if each.kind == "MX" {
		params.Priority = pointer(each.priority)
	}
	must(api.UpdateDNSRecord(ctx, zone, params))
}

func playRecords(seen object) {
	first, second := records(1), records(2)
	ids := map[string]string{}
	for _, each := range first {
		ids[each.name+each.kind] = create(each).ID
	}
	seen["left 1"] = left(first)
	changed := 0
	for index, each := range second {
		if each.compared() != first[index].compared() {
			update(ids[each.name+each.kind], each)
			changed++
		}
	}
	seen["changed"] = changed
	seen["left 2"] = left(second)
	exported := must(api.ExportDNSRecords(ctx, zone, cloudflare.ExportDNSRecordsParams{}))
	for _, each := range listed() {
		check(api.DeleteDNSRecord(ctx, zone, each.ID))
	}
	seen["emptied"] = len(listed())
	check(api.ImportDNSRecords(ctx, zone, cloudflare.ImportDNSRecordsParams{BINDContents: exported}))
	seen["left of the import"] = left(second)
}

func main() {
	var err error
	api, err = cloudflare.NewWithAPIToken(os.Getenv("SIMULATOR_TOKEN"), cloudflare.BaseURL(os.Getenv("SIMULATOR_URL")),
		cloudflare.UsingRateLimit(1000), cloudflare.UsingRetryPolicy(0, 0, 0))
	check(err)
	zone = cloudflare.ZoneIdentifier(must(api.ZoneIDByName(zoneName)))
	seen := object{}
	playRecords(seen)
	playRules(seen)
	playZone(seen)
	check(json.NewEncoder(os.Stdout).Encode(seen))
}
