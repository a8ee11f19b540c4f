package main

import (
	"strings"

	"github.com/cloudflare/cloudflare-go"
)

func playRules(seen object) {
	phase := "http_request_dynamic_redirect"
	redirect := cloudflare.RulesetRule{
		Action: "redirect", Expression: `http.request.uri.path eq "/old"`, Description: "Old page", Enabled: cloudflare.BoolPtr(true),
		ActionParameters: &cloudflare.RulesetRuleActionParameters{FromValue: &cloudflare.RulesetRuleActionParametersFromValue{
			StatusCode: 301, PreserveQueryString: cloudflare.BoolPtr(true),
			TargetURL: cloudflare.RulesetRuleActionParametersTargetURL{Value: "https://example.com/new"}}},
	}
	second := redirect
	second.Expression = `http.request.uri.path eq "/older"`
	set := must(api.UpdateEntrypointRuleset(ctx, zone, cloudflare.UpdateEntrypointRulesetParams{
		Phase: phase, Rules: []cloudflare.RulesetRule{redirect, second}}))
	seen["rules"] = len(set.Rules)
	// The client expects no body, and calls the ruleset that Cloudflare answers an error; dnscontrol looks for these words in it.
	err := api.DeleteRulesetRule(ctx, zone, cloudflare.DeleteRulesetRuleParams{RulesetID: set.ID, RulesetRuleID: set.Rules[0].ID})
	seen["rule deleted"] = err != nil && strings.Contains(err.Error(), `"success": true,`)
	entry := must(api.GetEntrypointRuleset(ctx, zone, phase))
	// What was read is sent back as it is, as Terraform's older provider does.
	kept := must(api.UpdateRuleset(ctx, zone, cloudflare.UpdateRulesetParams{ID: entry.ID, Description: "kept", Rules: entry.Rules}))
	seen["kept"] = []interface{}{len(kept.Rules), kept.Rules[0].Expression, kept.Rules[0].ActionParameters.FromValue.TargetURL.Value}
	check(api.DeleteRuleset(ctx, zone, entry.ID))
	kinds := map[string]bool{}
	for _, each := range must(api.ListRulesets(ctx, zone, cloudflare.ListRulesetsParams{})) {
		kinds[each.Kind] = true
	}
	seen["zone rulesets are left"] = kinds["zone"]
}

func playZone(seen object) {
	id := zone.Identifier
	rule := cloudflare.PageRule{Status: "active", Priority: 1,
		Targets: []cloudflare.PageRuleTarget{{Target: "url", Constraint: struct {
			Operator string `json:"operator"`
			Value    string `json:"value"`
		}{Operator: "matches", Value: "example.com/static/*"}}},
		Actions: []cloudflare.PageRuleAction{{ID: "cache_level", Value: "cache_everything"}}}
	made := must(api.CreatePageRule(ctx, id, rule))
	rule.Status = "disabled"
	check(api.ChangePageRule(ctx, id, made.ID, rule))
	seen["page rule"] = must(api.PageRule(ctx, id, made.ID)).Status
	rule.Actions = []cloudflare.PageRuleAction{{ID: "disable_apps"}}
	check(api.UpdatePageRule(ctx, id, made.ID, rule))
	seen["page rules"] = len(must(api.ListPageRules(ctx, id)))
	check(api.DeletePageRule(ctx, id, made.ID))

	setting := cloudflare.UpdateZoneSettingParams{Name: "min_tls_version", Value: "1.2"}
	seen["setting"] = must(api.UpdateZoneSetting(ctx, zone, setting)).Value
	seen["setting read"] = must(api.GetZoneSetting(ctx, zone, cloudflare.GetZoneSettingParams{Name: "ssl"})).ID
	seen["dnssec"] = must(api.ZoneDNSSECSetting(ctx, id)).Status
	seen["dnssec on"] = must(api.UpdateZoneDNSSEC(ctx, id, cloudflare.ZoneDNSSECUpdateOptions{Status: "active"})).Status
	seen["purged"] = must(api.PurgeCache(ctx, id, cloudflare.PurgeCacheRequest{Files: []string{"https://example.com/a"}})).Success
	seen["plans"] = len(must(api.AvailableZonePlans(ctx, id))) > 0
	seen["details"] = must(api.ZoneDetails(ctx, id)).Name
	token, err := api.VerifyAPIToken(ctx)
	check(err)
	seen["token"] = token.Status
	seen["headers"] = len(must(api.ListZoneManagedHeaders(ctx, zone, cloudflare.ListManagedHeadersParams{})).ManagedRequestHeaders) > 0
}
