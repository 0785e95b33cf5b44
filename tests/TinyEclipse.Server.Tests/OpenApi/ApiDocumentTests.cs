using System.Text.Json.Nodes;
using Google.Api;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Tests.Tenancy;

namespace TinyEclipse.Server.Tests.OpenApi;

/// <summary>The document of the real server, against the descriptors it is made from.</summary>
public sealed class ApiDocumentTests(TestServer server)
{
    [Fact]
    public async Task Every_route_of_the_descriptors_is_in_the_document_and_no_other()
    {
        var routes = EveryMethod.All.SelectMany(method =>
        {
            var rule = method.GetOptions().GetExtension(AnnotationsExtensions.Http);
            return rule.AdditionalBindings.Prepend(rule).Select(one =>
                $"{one.PatternCase.ToString().ToLowerInvariant()} {one.Get}{one.Post}{one.Put}{one.Patch}{one.Delete} {method.Service.FullName}/{method.Name}");
        });

        Assert.Equal(
            routes.Order(StringComparer.Ordinal),
            (await OperationsAsync()).Select(one => $"{one.Verb} {one.Path} {one.Operation["x-grpc-method"]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Who_may_call_is_what_the_access_option_says()
    {
        var operations = (await OperationsAsync()).ToDictionary(one => one.Operation["x-grpc-method"].Text(), one => one.Operation);
        foreach (var method in EveryMethod.All)
        {
            var access = EveryMethod.AccessOf(method);
            var operation = operations[$"{method.Service.FullName}/{method.Name}"];
            var expected = new List<string>();
            if (access.Site)
                expected.Add("""{"siteToken":[]}""");
            var role = access.Role == Role.Unspecified ? "" : $"\"{access.Role.ToString().ToLowerInvariant()}\"";
            if (!access.Session && (access.Person || role.Length > 0))
                expected.Add($$"""{"personToken":[{{role}}]}""");
            if (access.Public && access.Session)
                expected.Add("{}");
            if (access.Session || access.Person || role.Length > 0)
                expected.Add($$"""{"sessionToken":[{{role}}]}""");

            Assert.Equal(expected, operation["security"]!.AsArray().Select(one => one!.ToJsonString()));
            Assert.Equal(access, Google.Protobuf.JsonParser.Default.Parse<Access>(operation["x-access"]!.ToJsonString()));
            Assert.Contains(access.Public ? "Anybody may call" : "Who may call: a ", operation["description"].Text(), StringComparison.Ordinal);
            Assert.Equal(!access.Public, operation["responses"]!["401"] is not null && operation["responses"]!["403"] is not null);
        }
    }

    [Fact]
    public async Task The_comments_of_the_protos_are_its_texts()
    {
        var document = await DocumentAsync();
        var report = document["paths"]!["/api/shop/{tenant_id}/abandoned-carts"]!["post"]!;

        Assert.Equal("Records what a cart holds now", report["summary"].Text());
        Assert.Contains("harmless", report["description"].Text(), StringComparison.Ordinal);
        Assert.Contains("`PLAN_REQUIRED`: the plan has no carts.", report["responses"]!["400"]!["description"].Text(), StringComparison.Ordinal);
        Assert.Equal("ISO 4217, for example \"EUR\".", document["components"]!["schemas"]!["AbandonedCart"]!["properties"]!["currency_code"]!["description"].Text());
        Assert.All(await OperationsAsync(), one => Assert.NotEmpty(one.Operation["summary"].Text()));
    }

    [Fact]
    public async Task Nothing_in_it_tells_what_the_server_is_made_of()
    {
        var text = (await DocumentAsync()).ToJsonString();
        foreach (var name in new[] { "TinyEclipse.", "Google.", "Grpc.", "System.", "Exception:", "csharp" })
            Assert.DoesNotContain(name, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/admin/contacts/{contact_id}", "get", "404", "RESOURCE_NOT_FOUND", "there is no such contact")]
    [InlineData("/api/admin/sites", "post", "409", "RESOURCE_EXISTS", "the tenant has a site with this URL")]
    [InlineData("/api/admin/tenants", "post", "401", "CREDENTIAL_INVALID", "the token is not known, has ended or was revoked")]
    [InlineData("/api/admin/tenants", "post", "403", "ROLE_REQUIRED", "this needs the role operator")]
    [InlineData("/api/admin/tenants/{tenant_id}", "patch", "403", "ROLE_REQUIRED", "the domain is the operator's")]
    [InlineData("/api/admin/outbox/{message_id}/retry", "post", "400", "OUTBOX_MESSAGE_NOT_DEAD", "it was not given up")]
    [InlineData("/api/admin/contacts", "get", "400", "FIELD_INVALID", "tenant_id must be a UUID")]
    public async Task An_error_comes_with_an_example_that_bears_its_reason(string path, string verb, string status, string reason, string message)
    {
        var document = await DocumentAsync();
        var answer = document["paths"]![path]![verb]!["responses"]![status]!;
        if (answer["$ref"] is { } reference)
            answer = document["components"]!["responses"]![reference.Text().Split('/')[^1]]!;

        var examples = answer["content"]!["application/json"]!["examples"]!.AsObject().Select(example => example.Value!["value"]!);
        var example = Assert.Single(examples, example => example["details"]![0]!["reason"].Text() == reason);
        Assert.Equal(message, example["message"].Text());
        Assert.Equal("type.googleapis.com/google.rpc.ErrorInfo", example["details"]![0]!["@type"].Text());
    }

    private async Task<JsonNode> DocumentAsync() => JsonNode.Parse(await server.Shared.As("").Http.GetStringAsync(new Uri("/openapi.json", UriKind.Relative)))!;

    private async Task<List<(string Path, string Verb, JsonNode Operation)>> OperationsAsync() =>
        [.. (await DocumentAsync())["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(entry => (path.Key, entry.Key, entry.Value!)))];
}
