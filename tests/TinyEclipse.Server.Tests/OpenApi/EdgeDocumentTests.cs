using System.Text.Json.Nodes;

namespace TinyEclipse.Server.Tests.OpenApi;

/// <summary>What the document says of limits, scopes, keys and copies of a site.</summary>
public sealed class EdgeDocumentTests(TestServer server)
{
    [Fact]
    public async Task Every_method_tells_its_limit_with_the_headers_to_wait_by()
    {
        var document = await DocumentAsync();
        Assert.All(Operations(document), operation =>
        {
            var answer = Answer(document, operation, "429")!;
            Assert.Equal(["Retry-After", "RateLimit", "RateLimit-Policy"], answer["headers"]!.AsObject().Select(header => header.Key));
            var example = answer["content"]!["application/json"]!["examples"]!["RATE_LIMITED"]!["value"]!;
            Assert.Equal(["RATE_LIMITED"], example["details"]!.AsArray().Select(detail => detail!["reason"]).OfType<JsonNode>().Select(reason => reason.Text()));
            Assert.Contains(example["details"]!.AsArray(), detail => detail!["@type"].Text() == "type.googleapis.com/google.rpc.RetryInfo");
        });
    }

    [Fact]
    public async Task The_scope_is_in_the_sentence_of_who_may_call_and_among_the_refusals()
    {
        var document = await DocumentAsync();
        foreach (var operation in Operations(document))
        {
            var access = operation["x-access"]!;
            var scope = access["scope"] is { } named && access["session"] is null ? named.Text() : "";
            var isAsked = scope.Length > 0 && scope != "self:read";

            Assert.Equal(isAsked, operation["description"].Text().Contains($"also needs the scope `{scope}`", StringComparison.Ordinal));
            Assert.Equal(isAsked, Reasons(document, operation, "403").Contains("SCOPE_REQUIRED"));
        }
    }

    [Theory]
    [InlineData("CreateSite", true)]
    [InlineData("AcceptInvitation", true)]
    [InlineData("ChangePassword", true)]
    [InlineData("ListSites", false)]
    [InlineData("RecordHeartbeat", false)]
    [InlineData("SignIn", false)]
    public async Task Who_writes_may_send_a_key_and_learns_how_it_can_clash(string id, bool takesKey)
    {
        var document = await DocumentAsync();
        var operation = Operation(document, id);
        string[] reasons = ["IDEMPOTENCY_KEY_REUSED", "IDEMPOTENCY_KEY_IN_PROGRESS", "IDEMPOTENCY_ANSWER_LOST"];

        Assert.Equal(takesKey, operation["parameters"]?.AsArray().Any(parameter => parameter!["name"].Text() == "Idempotency-Key" && parameter["in"].Text() == "header") ?? false);
        Assert.Equal(takesKey ? reasons : [], reasons.Intersect(Reasons(document, operation, "409")));
    }

    [Theory]
    [InlineData("ReportCart", true)]
    [InlineData("RecordHeartbeat", false)]
    [InlineData("GetEntitlements", false)]
    [InlineData("CreateSite", false)]
    public async Task Reports_of_a_site_may_be_refused_while_it_is_in_quarantine(string id, bool isRefused)
    {
        var document = await DocumentAsync();

        Assert.Equal(isRefused, Reasons(document, Operation(document, id), "400").Contains("SITE_QUARANTINED"));
    }

    [Fact]
    public async Task What_sites_and_people_may_call_is_closed_to_neither()
    {
        var document = await DocumentAsync();

        Assert.DoesNotContain("ROLE_REQUIRED", Reasons(document, Operation(document, "GetEntitlements"), "403"));
    }

    [Fact]
    public async Task A_session_may_be_sent_to_accept_an_invitation_and_need_not() =>
        Assert.Equal("""[{},{"sessionToken":[]}]""", Operation(await DocumentAsync(), "AcceptInvitation")["security"]!.ToJsonString());

    [Fact]
    public async Task A_wrong_password_is_a_refusal_of_its_change()
    {
        var document = await DocumentAsync();

        Assert.Contains("SIGN_IN_REFUSED", Reasons(document, Operation(document, "ChangePassword"), "403"));
    }

    private static JsonNode Operation(JsonNode document, string id) => Operations(document).Single(operation => operation["operationId"].Text() == id);

    private static IEnumerable<JsonNode> Operations(JsonNode document) =>
        document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(entry => entry.Value!));

    private static IEnumerable<string> Reasons(JsonNode document, JsonNode operation, string status) =>
        Answer(document, operation, status)?["content"]!["application/json"]!["examples"]!.AsObject().Select(example => example.Key) ?? [];

    private static JsonNode? Answer(JsonNode document, JsonNode operation, string status) =>
        operation["responses"]![status] is { } answer && answer["$ref"] is { } reference
            ? document["components"]!["responses"]![reference.Text().Split('/')[^1]]
            : operation["responses"]![status];

    private async Task<JsonNode> DocumentAsync() => JsonNode.Parse(await server.Shared.As("").Http.GetStringAsync(new Uri("/openapi.json", UriKind.Relative)))!;
}
