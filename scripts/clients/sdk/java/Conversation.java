import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import reactor.core.publisher.Mono;

/** The client of the official Java SDK: java Conversation.java COMMAND ARGUMENTS…, one line of JSON on stdout. */
public class Conversation {
  private static final String ZONE = "mapleandpine.com";
  private static final List<String> RECORDS =
      List.of("08b7bc72c10c4c75f5eed3584790d8f7", "ed6cec7de4b1c62ef3dac1cd9dd93921");

  private final McpJsonMapper json = McpJsonDefaults.getMapper();
  private final AtomicInteger asked = new AtomicInteger();
  private final McpAsyncClient client;

  private Conversation(String[] command) {
    var rest = Arrays.copyOfRange(command, 1, command.length);
    var transport = new StdioClientTransport(ServerParameters.builder(command[0]).args(rest).build(), json);
    transport.setStdErrorHandler(line -> {});
    client = McpClient.async(transport)
        .requestTimeout(Duration.ofSeconds(60))
        .capabilities(McpSchema.ClientCapabilities.builder().elicitation().build())
        .elicitation(request -> Mono.just(person()))
        .build();
  }

  /** Approves, declines, and approves whatever else is asked. */
  private ElicitResult person() {
    return asked.incrementAndGet() == 2
        ? new ElicitResult(ElicitResult.Action.DECLINE, null)
        : new ElicitResult(ElicitResult.Action.ACCEPT, Map.of("approve", true));
  }

  private static McpSchema.CallToolRequest request(String tool, Map<String, Object> arguments) {
    return McpSchema.CallToolRequest.builder(tool).arguments(arguments).build();
  }

  private String text(String tool, Map<String, Object> arguments) {
    var result = client.callTool(request(tool, arguments)).block();
    return ((McpSchema.TextContent) result.content().get(0)).text();
  }

  private Map<?, ?> call(String tool, Map<String, Object> arguments) throws IOException {
    return json.readValue(text(tool, arguments), Map.class);
  }

  private static List<Map<String, Object>> notes() {
    return IntStream.range(0, 60)
        .<Map<String, Object>>mapToObj(index -> Map.of("type", "TXT", "name", "note-" + index, "content", "x".repeat(170)))
        .toList();
  }

  private static List<?> priorities(Map<?, ?> listed) {
    return ((List<?>) listed.get("records")).stream()
        .map(record -> (Map<?, ?>) record)
        .filter(record -> "_ldap._tcp".equals(record.get("name")))
        .map(record -> record.get("priority"))
        .toList();
  }

  private Map<String, Object> hold() throws IOException {
    Map<String, Object> seen = new LinkedHashMap<>();
    client.initialize().block();
    seen.put("tools", client.listTools().block().tools().size());
    seen.put("zones", call("list_zones", Map.of()).get("total"));
    seen.put("approved", call("delete_dns_record", Map.of("zone", ZONE, "record_id", RECORDS.get(0))).get("status"));
    seen.put("declined", call("delete_dns_record", Map.of("zone", ZONE, "record_id", RECORDS.get(1))).get("status"));
    var service = Map.of("priority", 10, "weight", 60, "port", 389, "target", "ldap." + ZONE);
    var srv = Map.of("zone", ZONE, "type", "SRV", "name", "_ldap._tcp", "data", service);
    seen.put("srv", call("create_dns_record", srv).get("status"));
    seen.put("priority", priorities(call("list_dns_records", Map.of("zone", ZONE, "type", "SRV"))));
    var plan = text("sync_dns_records", Map.of("zone", "northfork-labs.dev", "records", notes(), "dry_run", true));
    seen.put("whole", plan.length() > 25_000 && "planned".equals(json.readValue(plan, Map.class).get("status")));
    var record = Map.<String, Object>of("zone", ZONE, "type", "A", "name", "scripted", "content", "192.0.2.44");
    var change = call("create_dns_record", record).get("change_id");
    seen.put("undone", call("undo_change", Map.of("change_ids", List.of(change))).get("status"));
    var resource = client.readResource(McpSchema.ReadResourceRequest.builder("cloudflare://zones").build()).block();
    seen.put("resource", ((McpSchema.TextResourceContents) resource.contents().get(0)).text().contains(ZONE));
    var wanted = McpSchema.GetPromptRequest.builder("audit_zone").arguments(Map.of("zone", ZONE)).build();
    seen.put("prompt", client.getPrompt(wanted).block().messages().size() == 1);
    client.callTool(request("get_zone_settings", Map.of("zone", ZONE))).subscribe().dispose();
    seen.put("after_cancel", call("list_zones", Map.of()).get("total"));
    client.closeGracefully().block();
    return seen;
  }

  public static void main(String[] command) throws IOException {
    var conversation = new Conversation(command);
    System.out.println(conversation.json.writeValueAsString(conversation.hold()));
    System.exit(0);
  }
}
