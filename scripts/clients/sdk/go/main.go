// The client of the official Go SDK: client COMMAND ARGUMENTS…, one line of JSON on stdout.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

const zone = "mapleandpine.com"

var records = []string{"08b7bc72c10c4c75f5eed3584790d8f7", "ed6cec7de4b1c62ef3dac1cd9dd93921"}

type object = map[string]any

// person approves, declines, and approves whatever else is asked.
func person() func(context.Context, *mcp.ElicitRequest) (*mcp.ElicitResult, error) {
	asked := 0
	return func(context.Context, *mcp.ElicitRequest) (*mcp.ElicitResult, error) {
		asked++
		if asked == 2 {
			return &mcp.ElicitResult{Action: "decline"}, nil
		}
		return &mcp.ElicitResult{Action: "accept", Content: object{"approve": true}}, nil
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}

func notes() []object {
	made := make([]object, 60)
	for index := range made {
		made[index] = object{"type": "TXT", "name": fmt.Sprintf("note-%d", index), "content": strings.Repeat("x", 170)}
	}
	return made
}

func priorities(listed object) []any {
	found := []any{}
	for _, each := range listed["records"].([]any) {
		if record := each.(object); record["name"] == "_ldap._tcp" {
			found = append(found, record["priority"])
		}
	}
	return found
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Second)
	defer cancel()
	options := &mcp.ClientOptions{ElicitationHandler: person()}
	client := mcp.NewClient(&mcp.Implementation{Name: "lab", Version: "1"}, options)
	command := exec.Command(os.Args[1], os.Args[2:]...)
	session := must(client.Connect(ctx, &mcp.CommandTransport{Command: command}, nil))
	defer session.Close()
	text := func(name string, args object) string {
		result := must(session.CallTool(ctx, &mcp.CallToolParams{Name: name, Arguments: args}))
		return result.Content[0].(*mcp.TextContent).Text
	}
	call := func(name string, args object) object {
		var data object
		if err := json.Unmarshal([]byte(text(name, args)), &data); err != nil {
			must(data, err)
		}
		return data
	}
	seen := object{"tools": len(must(session.ListTools(ctx, nil)).Tools)}
	seen["zones"] = call("list_zones", object{})["total"]
	seen["approved"] = call("delete_dns_record", object{"zone": zone, "record_id": records[0]})["status"]
	seen["declined"] = call("delete_dns_record", object{"zone": zone, "record_id": records[1]})["status"]
	service := object{"priority": 10, "weight": 60, "port": 389, "target": "ldap." + zone}
	srv := object{"zone": zone, "type": "SRV", "name": "_ldap._tcp", "data": service}
	seen["srv"] = call("create_dns_record", srv)["status"]
	seen["priority"] = priorities(call("list_dns_records", object{"zone": zone, "type": "SRV"}))
	plan := text("sync_dns_records", object{"zone": "northfork-labs.dev", "records": notes(), "dry_run": true})
	seen["whole"] = len(plan) > 25_000 && json.Valid([]byte(plan))
	made := call("create_dns_record", object{"zone": zone, "type": "A", "name": "scripted", "content": "192.0.2.44"})
	seen["undone"] = call("undo_change", object{"change_ids": []any{made["change_id"]}})["status"]
	resource := must(session.ReadResource(ctx, &mcp.ReadResourceParams{URI: "cloudflare://zones"}))
	seen["resource"] = strings.Contains(resource.Contents[0].Text, zone)
	prompt := must(session.GetPrompt(ctx, &mcp.GetPromptParams{Name: "audit_zone", Arguments: map[string]string{"zone": zone}}))
	seen["prompt"] = len(prompt.Messages) == 1
	abandoned, abandon := context.WithCancel(ctx)
	time.AfterFunc(time.Millisecond, abandon)
	// Whether the call or its end comes first is left open: the next call has to work in both cases.
	session.CallTool(abandoned, &mcp.CallToolParams{Name: "get_zone_settings", Arguments: object{"zone": zone}})
	seen["after_cancel"] = call("list_zones", object{})["total"]
	fmt.Println(string(must(json.Marshal(seen))))
}
