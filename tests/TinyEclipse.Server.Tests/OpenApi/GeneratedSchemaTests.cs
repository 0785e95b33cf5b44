using System.Text.Json.Nodes;

namespace TinyEclipse.Server.Tests.OpenApi;

/// <summary>Messages and fields as JSON Schema, by the rules of proto3's JSON.</summary>
public sealed class GeneratedSchemaTests
{
    [Theory]
    [InlineData("real", """{"type":["number","string"],"format":"double","pattern":"^(NaN|-?Infinity)$"}""")]
    [InlineData("small", """{"type":"integer","format":"int32"}""")]
    [InlineData("natural", """{"type":"integer","minimum":0,"maximum":4294967295}""")]
    [InlineData("large", """{"type":["integer","string"],"format":"int64","pattern":"^-?[0-9]+$"}""")]
    [InlineData("largeNatural", """{"type":["integer","string"],"format":"uint64","pattern":"^[0-9]+$"}""")]
    [InlineData("flag", """{"type":"boolean"}""")]
    [InlineData("data", """{"type":"string","contentEncoding":"base64"}""")]
    [InlineData("list", """{"type":"array","items":{"type":"string"}}""")]
    [InlineData("map", """{"type":"object","additionalProperties":{"$ref":"#/components/schemas/Genre"},"propertyNames":{"pattern":"^-?[0-9]+$"}}""")]
    [InlineData("duration", """{"type":"string","pattern":"^-?[0-9]+([.][0-9]{1,9})?s$"}""")]
    [InlineData("mask", """{"type":"string"}""")]
    [InlineData("struct", """{"type":"object"}""")]
    [InlineData("value", "{}")]
    [InlineData("values", """{"type":"array","items":{}}""")]
    [InlineData("any", """{"type":"object","required":["@type"],"properties":{"@type":{"type":"string"}},"additionalProperties":true}""")]
    [InlineData("wrapped", """{"type":["integer","string"],"format":"int64","pattern":"^-?[0-9]+$"}""")]
    [InlineData("nothing", """{"type":"null"}""")]
    [InlineData("empty", """{"type":"object"}""")]
    public void A_field_is_described_as_its_json(string field, string schema) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(schema), LibraryDocument.Value(field)), LibraryDocument.Value(field).ToJsonString());

    [Fact]
    public void An_answer_holds_all_that_has_a_default_and_a_request_what_must_be_given()
    {
        Assert.Equal(
            ["real", "small", "natural", "large", "largeNatural", "flag", "data", "list", "map", "nothing"],
            LibraryDocument.Schema("Values")["required"].Strings());
        Assert.Null(LibraryDocument.Schema("ValuesInput")["required"]);
        Assert.Equal(["name"], LibraryDocument.Schema("BookInput")["required"].Strings());
    }

    [Fact]
    public void What_the_server_sets_is_not_asked_for_and_what_is_only_taken_is_not_promised()
    {
        Assert.Null(LibraryDocument.Schema("BookInput")["properties"]!["createTime"]);
        var answer = LibraryDocument.Schema("Book");
        Assert.True(answer["properties"]!["createTime"]!["readOnly"]!.GetValue<bool>());
        Assert.True(answer["properties"]!["secret"]!["writeOnly"]!.GetValue<bool>());
        Assert.DoesNotContain("secret", answer["required"].Strings());
    }

    [Fact]
    public void A_choice_allows_one_field_at_most()
    {
        const string Choice = """{"text":{"properties":{"number":false}},"number":{"properties":{"text":false}}}""";
        Assert.Equal(Choice, LibraryDocument.Schema("Values")["dependentSchemas"]!.ToJsonString());
    }

    [Fact]
    public void An_enum_is_its_names_with_what_each_means()
    {
        var schema = LibraryDocument.Schema("Genre");

        Assert.Equal(["GENRE_UNSPECIFIED", "GENRE_NOVEL", "GENRE_ATLAS"], schema["enum"].Strings());
        Assert.Equal("What it is about.\n\n- `GENRE_NOVEL`: Made up.", schema["description"].Text());
        Assert.Equal("Made up.", schema["x-enum-descriptions"]!["GENRE_NOVEL"].Text());
    }

    [Fact]
    public void A_message_that_is_called_like_the_errors_keeps_its_package() =>
        Assert.Equal("#/components/schemas/library.v1.Status", LibraryDocument.Schema("Book")["properties"]!["status"]!["$ref"].Text());

    [Fact]
    public void Every_reference_leads_somewhere()
    {
        var document = LibraryDocument.Instance;
        var references = document.ToJsonString().Split("\"$ref\":\"#/").Skip(1).Select(rest => rest[..rest.IndexOf('"', StringComparison.Ordinal)]).Distinct().ToList();

        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.NotNull(reference.Split('/').Aggregate<string, JsonNode?>(document, (node, key) => node?[key])));
    }
}
