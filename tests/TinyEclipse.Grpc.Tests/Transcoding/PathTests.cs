namespace Grpc.Tests.Transcoding;

public sealed class PathTests(TranscodingServer server) : IClassFixture<TranscodingServer>
{
    [Theory]
    [InlineData("GET /shelves/a/things/7", "shelf", "\"a\"")]
    [InlineData("GET /shelves/a/things/7", "number", "7")]
    [InlineData("GET /shelves/a/things/7/", "number", "7")]
    [InlineData("GET /shelves/a/things/latest", "number", "0")]
    [InlineData("GET /v1/shelves/x/things/y", "name", "\"shelves/x/things/y\"")]
    [InlineData("GET /v1/files/a/b/c.txt", "name", "\"files/a/b/c.txt\"")]
    [InlineData("GET /v1/files", "name", "\"files/\"")]
    [InlineData("GET /v1/files/a/b:open", "name", "\"files/a/b\"")]
    [InlineData("GET /v1/files/a/b:close", "name", "\"files/a/b:close\"")]
    [InlineData("GET /rest/a/b", "maker", "{\"name\":\"a/b\",\"town\":\"\"}")]
    [InlineData("GET /rest", "maker", "{\"name\":\"\",\"town\":\"\"}")]
    [InlineData("DELETE /things/9", "number", "9")]
    [InlineData("PURGE /things", "number", "0")]
    [InlineData("PUT /any-verb", "number", "0")]
    [InlineData("GET /any-verb", "number", "0")]
    [InlineData("OPTIONS /any-verb", "number", "0")]
    [InlineData("POST /things/9:rename", "number", "9", "{}")]
    public async Task A_path_gives_fields(string request, string field, string expected, string? body = null) =>
        Assert.Equal(expected, (await server.SendAsync(request, body)).Expect(200)[field]);

    [Theory]
    [InlineData("caf%C3%A9", "café")]
    [InlineData("a%20b", "a b")]
    [InlineData("a+b", "a+b")]
    [InlineData("a%25b", "a%b")]
    [InlineData("a%3Fb%23c", "a?b#c")]
    [InlineData("a%2Fb", "a%2Fb")] // a slash stays what it was, so that it does not divide the path
    [InlineData("%F0%9F%98%80", "😀")]
    public async Task Percent_encoding_is_undone_but_for_the_slash(string path, string expected)
    {
        Assert.Equal(expected, (string?)(await server.SendAsync($"GET /shelves/{path}/things/1")).Expect(200).Json["shelf"]);
        Assert.Equal($"files/{expected}", (string?)(await server.SendAsync($"GET /v1/files/{path}")).Expect(200).Json["name"]);
    }

    [Theory]
    [InlineData("GET /nowhere", 404)]
    [InlineData("GET /shelves/a/things", 404)]
    [InlineData("POST /shelves/a/things/7", 405)]
    [InlineData("POST /collect", 404)] // client streaming has no JSON form,
    [InlineData("POST /exchange", 404)] // nor has duplex streaming
    public async Task What_no_rule_names_is_routings_business(string request, int status)
    {
        var answer = await server.SendAsync(request);
        Assert.Equal((status, ""), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task A_wrong_verb_is_answered_with_the_right_ones()
    {
        using var response = await server.Http.PostAsync("/call", content: null, TestContext.Current.CancellationToken);
        Assert.Equal(["GET"], response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("GET /shelves/a/things/many", "number: must be a whole number")]
    [InlineData("GET /shelves/a/things/99999999999999999999", "number: must be a whole number from -9223372036854775808 to 9223372036854775807")]
    [InlineData("GET /times/noon/masks/a/counts/1", "time: must be a time such as 2026-01-31T12:00:00Z")]
    public async Task A_wrong_value_in_the_path_names_its_field(string request, string violation) =>
        Assert.Equal([violation], (await server.SendAsync(request)).Expect(400).Violations);

    [Theory]
    [InlineData("GET /shelves/a/things/7?number=8&shelf=b")]
    [InlineData("GET /shelves/a/things/7?Number=8&SHELF=b")]
    [InlineData("GET /shelves/a/things/7?number=8&number=9&shelf=b")]
    [InlineData("GET /shelves/a/things/7?number=x")]
    [InlineData("GET /shelves/a/things/7?%6Eumber=8")]
    public async Task The_query_cannot_change_what_the_path_says(string request)
    {
        var answer = (await server.SendAsync(request)).Expect(200);
        Assert.Equal(("7", "\"a\""), (answer["number"], answer["shelf"]));
    }

    [Theory]
    [InlineData("GET /towns/Ghent?maker.home_town=Bruges&maker.town=Bruges&maker.homeTown=Bruges", null)]
    [InlineData("POST /towns/Ghent", """{"maker":{"home_town":"Bruges"}}""")]
    [InlineData("POST /towns/Ghent?maker.town=Bruges", """{"maker":{"town":"Bruges"}}""")]
    public async Task A_field_of_the_path_cannot_be_changed_under_any_of_its_names(string request, string? body) =>
        Assert.Equal("""{"name":"","town":"Ghent"}""", (await server.SendAsync(request, body)).Expect(200)["maker"]);

    [Fact]
    public async Task The_query_gives_the_other_fields_of_a_message_the_path_is_in() =>
        Assert.Equal(
            "{\"name\":\"a\",\"town\":\"Ghent\"}",
            (await server.SendAsync("GET /rest/a?maker.town=Ghent&maker.name=b&maker=c")).Expect(200)["maker"]);

    [Fact]
    public async Task The_path_beats_the_body()
    {
        var answer = (await server.SendAsync("PATCH /makers/path/things", """{"maker":{"name":"body","town":"Ghent"},"name":"n"}""")).Expect(200);
        Assert.Equal("""{"name":"path","town":"Ghent"}""", answer["maker"]);
        Assert.Equal("7", (await server.SendAsync("POST /things/7:rename", """{"number":"not looked at","name":"n"}""")).Expect(200)["number"]);
    }

    [Fact]
    public async Task The_query_cannot_change_what_the_body_says_even_if_the_path_gives_a_part_of_it() =>
        Assert.Equal(
            """{"name":"path","town":"Ghent"}""",
            (await server.SendAsync("PUT /makers/path?maker.town=query&maker.name=query", """{"name":"body","town":"Ghent"}""")).Expect(200)["maker"]);

    [Fact]
    public async Task The_path_replaces_messages_of_the_body_whole()
    {
        var answer = await server.SendAsync(
            "POST /times/2026-01-01T00:00:00Z/masks/b/counts/0",
            """{"time":"2025-05-05T05:05:05.123Z","mask":"a","count":5}""");
        answer.Expect(200);
        Assert.Equal(("\"2026-01-01T00:00:00Z\"", "\"b\"", "0"), (answer["time"], answer["mask"], answer["count"]));
    }
}
