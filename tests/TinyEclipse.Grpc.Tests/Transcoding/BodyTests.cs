namespace Grpc.Tests.Transcoding;

public sealed class BodyTests(TranscodingServer server) : IClassFixture<TranscodingServer>
{
    [Theory]
    [InlineData("stringValue")]
    [InlineData("string_value")]
    [InlineData("string\\u0056alue")]
    public async Task Both_spellings_of_a_name_are_read(string name) =>
        Assert.Equal("\"x\"", (await server.SendAsync("POST /everything", $"{{\"{name}\":\"x\"}}")).Expect(200)["stringValue"]);

    [Fact]
    public async Task A_field_as_body_leaves_the_others_to_the_query()
    {
        var answer = await server.SendAsync("PUT /things/7?name=n&maker.name=query&tags=a&tags=b", """{"name":"body"}""");
        answer.Expect(200);
        Assert.Equal("""{"name":"body","town":""}""", answer["maker"]);
        Assert.Equal(("7", "\"n\"", """["a","b"]"""), (answer["number"], answer["name"], answer["tags"]));
    }

    [Fact]
    public async Task The_whole_message_as_body_leaves_nothing_to_the_query() =>
        Assert.Equal("\"\"", (await server.SendAsync("POST /things/7:rename?shelf=s", "{}")).Expect(200)["shelf"]);

    [Theory]
    [InlineData("PUT /things/7/parts", """[{"productId":"a","quantity":1},{"product_id":"b"}]""", """[{"productId":"a","quantity":1},{"productId":"b","quantity":0}]""")]
    [InlineData("PUT /things/7/parts", "[]", "[]")]
    [InlineData("PUT /things/7/parts", "null", "[]")]
    [InlineData("POST /things/7/labels", """{"a":"1"}""", """{"a":"1"}""")]
    [InlineData("POST /things/7/labels", "{}", "{}")]
    [InlineData("POST /things:name", "\"n\"", "\"n\"")]
    [InlineData("POST /things:name", "null", "\"\"")]
    [InlineData("POST /struct", """{"a":[1,"b",null,true,{"c":{}}]}""", """{"a":[1,"b",null,true,{"c":{}}]}""")]
    public async Task Body_and_response_body_may_be_any_field(string request, string body, string expected) =>
        Assert.Equal(expected, (await server.SendAsync(request, body)).Expect(200).Text);

    [Theory]
    [InlineData("POST /everything", "")]
    [InlineData("POST /everything", null)]
    [InlineData("PUT /things/7", "")]
    [InlineData("POST /things/7:rename", "")]
    [InlineData("POST /things:name", null)]
    public async Task An_empty_body_is_no_json(string request, string? body)
    {
        var answer = (await server.SendAsync(request, body)).Expect(400);
        Assert.Equal(("3", "The body is empty, which is no JSON."), (answer["code"], answer.Message));
    }

    [Theory]
    [InlineData("DELETE /things/9")]
    [InlineData("GET /shelves/a/things/9")]
    public async Task A_body_is_not_read_where_the_rule_has_none(string request) =>
        Assert.Equal("9", (await server.SendAsync(request, "not json", "text/html")).Expect(200)["number"]);

    [Theory]
    [InlineData("{", 1, 2)]
    [InlineData("{\"a\":\n  tru}", 2, 6)]
    [InlineData("{} {}", 1, 4)]
    [InlineData("{\"stringValue\":\"a\",}", 1, 20)]
    [InlineData("{'a':1}", 1, 2)]
    [InlineData("{/**/}", 1, 2)]
    [InlineData("{\"a\":01}", 1, 7)]
    public async Task Malformed_json_is_said_where(string body, int line, int position) =>
        Assert.Equal(
            $"The body is not valid JSON: see line {line}, position {position}.",
            (await server.SendAsync("POST /everything", body)).Expect(400).Message);

    [Fact]
    public async Task Json_nested_beyond_all_measure_is_refused() =>
        Assert.Equal(
            "The body is nested too deeply.",
            (await server.SendAsync("POST /everything", $"{{\"unknown\":{new string('[', 1000)}{new string(']', 1000)}}}")).Expect(400).Message);

    [Theory]
    [InlineData("POST /everything", "[]", "the body must be an object")]
    [InlineData("POST /everything", "null", "the body must be an object")]
    [InlineData("POST /everything", "3", "the body must be an object")]
    [InlineData("POST /struct", "[]", "the body must be an object")]
    public async Task A_message_is_an_object(string request, string body, string expected) =>
        Assert.Equal(expected, (await server.SendAsync(request, body)).Expect(400).Message);

    [Fact]
    public async Task Every_wrong_field_is_named_at_once()
    {
        var answer = await server.SendAsync(
            "POST /everything",
            """
            {
              "int32_value": 1.5, "uint32Value": -1, "boolValue": "yes", "stringValue": 5, "bytesValue": "?", "enumValue": "COLOR_BLUE",
              "messages": [{}, {"messageValue": {"int32s": [1, "x", null]}}, 7],
              "messageByString": {"a": {"doubleValue": []}}, "int32ByInt32": {"k": 1}, "boolByBool": {"true": null},
              "timestamp": "yesterday", "duration": 5, "fieldMask": "a b", "strings": "x", "stringsByString": [],
              "choiceInt32": 1, "choiceString": "s", "floatValue": 1e39, "int64Wrapper": "a", "values": [null]
            }
            """);
        Assert.Equal(
            [
                "int32_value: must be a whole number",
                "uint32_value: must be a whole number from 0 to 4294967295",
                "bool_value: must be true or false",
                "string_value: must be text",
                "bytes_value: must be base64 text",
                "enum_value: must be one of COLOR_UNSPECIFIED, COLOR_RED, COLOR_ROUGE, COLOR_NEGATIVE",
                "messages[1].message_value.int32s[1]: must be a whole number",
                "messages[1].message_value.int32s[2]: must not be null",
                "messages[2]: must be an object",
                "message_by_string[\"a\"].double_value: must be a number",
                "int32_by_int32[\"k\"]: is not a key of this map: it must be a whole number",
                "bool_by_bool[\"true\"]: must not be null",
                "timestamp: must be a time such as 2026-01-31T12:00:00Z",
                "duration: must be a duration such as 3.5s",
                "field_mask: must be field names separated by commas",
                "strings: must be a list",
                "strings_by_string: must be an object",
                "choice_string: cannot be given together with another field of the same choice",
                "float_value: must be a number",
                "int64_wrapper: must be a whole number",
            ],
            answer.Expect(400).Violations);
        Assert.Equal("3", answer["code"]);
        Assert.StartsWith("int32_value must be a whole number; uint32_value ", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_most_twenty_wrong_fields_are_named() =>
        Assert.Equal(
            20,
            (await server.SendAsync("POST /everything", $"{{\"int32s\":[{string.Join(',', Enumerable.Repeat("{}", 50))}]}}")).Expect(400).Violations.Count());

    [Fact]
    public async Task A_field_as_body_is_named_in_its_errors() =>
        Assert.Equal(
            ["parts[0].quantity: must be a whole number"],
            (await server.SendAsync("PUT /things/7/parts", """[{"quantity":"many"}]""")).Expect(400).Violations);

    [Theory]
    [InlineData("""{"messageValue":{},"messageValue":{}}""", "message_value: is given twice")]
    [InlineData("""{"messageValue":{},"message_value":{}}""", "message_value: is given twice")]
    [InlineData("""{"int32s":[1],"int32s":[2]}""", "int32s: is given twice")]
    [InlineData("""{"stringsByString":{},"stringsByString":{}}""", "strings_by_string: is given twice")]
    [InlineData("""{"choiceMessage":{},"choiceMessage":{}}""", "choice_message: is given twice")]
    public async Task What_would_be_merged_must_be_given_once(string body, string violation) =>
        Assert.Equal([violation], (await server.SendAsync("POST /everything", body)).Expect(400).Violations);

    [Fact]
    public async Task Of_a_scalar_given_twice_the_last_counts()
    {
        var answer = await server.SendAsync("POST /everything", """{"int32Value":1,"int32_value":2,"choiceInt32":3,"choiceInt32":4,"boolByBool":{"true":true,"true":false}}""");
        answer.Expect(200);
        Assert.Equal(("2", "4", """{"true":false}"""), (answer["int32Value"], answer["choiceInt32"], answer["boolByBool"]));
    }
}
