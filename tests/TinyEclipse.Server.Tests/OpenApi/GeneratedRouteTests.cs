namespace TinyEclipse.Server.Tests.OpenApi;

/// <summary>Rules of google.api.http as operations: paths, queries, bodies, answers.</summary>
public sealed class GeneratedRouteTests
{
    [Fact]
    public void Every_rule_is_an_operation_of_its_own() =>
        Assert.Equal(
            [
                "/v1/archive/{archive} get GetBook2",
                "/v1/authors/{book.author.name}/book patch MoveBook3",
                "/v1/books get FindBooks",
                "/v1/books/{book.name}:move post MoveBook",
                "/v1/books/{name}/cover get GetCover",
                "/v1/books/{name}/cover put SetCover",
                "/v1/books/{name}/pages get ReadBook",
                "/v1/books/{name}:open get GetBook3",
                "/v1/purge get Purge",
                "/v1/shelves/{shelf}/move put MoveBook2",
                "/v1/shelves/{shelves}/books/{books} get GetBook",
            ],
            LibraryDocument.Instance["paths"]!.AsObject()
                .SelectMany(path => path.Value!.AsObject().Select(entry => $"{path.Key} {entry.Key} {entry.Value!["operationId"]}"))
                .Order(StringComparer.Ordinal));

    [Fact]
    public void A_variable_of_several_segments_is_a_parameter_for_each()
    {
        var parameters = LibraryDocument.Operation("/v1/shelves/{shelves}/books/{books}", "get")["parameters"];

        Assert.Equal(["shelves", "books"], parameters.Names());
        Assert.Equal("Where it stands. Part of `name`, which is `shelves/*/books/*`.", parameters![0]!["description"].Text());
    }

    [Fact]
    public void A_variable_that_takes_the_rest_of_the_path_says_so() =>
        Assert.Contains("May hold slashes.", LibraryDocument.Operation("/v1/archive/{archive}", "get")["parameters"]![0]!["description"].Text(), StringComparison.Ordinal);

    [Fact]
    public void Paths_of_one_shape_share_an_entry_and_its_parameter_names()
    {
        var parameter = LibraryDocument.Operation("/v1/books/{name}/cover", "put")["parameters"]![0]!;

        Assert.Equal("name", parameter["name"].Text());
        Assert.True(parameter["required"]!.GetValue<bool>());
    }

    [Fact]
    public void A_query_holds_what_has_a_text_also_within_messages_but_nothing_that_leads_into_itself()
    {
        var parameters = LibraryDocument.Operation("/v1/books", "get")["parameters"]!.AsArray();
        var names = parameters.Names();

        Assert.Equal(
            ["like.name", "like.author.name", "like.secret", "like.status.lent", "like.genre", "genres", "since", "words", "page"],
            names.Where(name => !name.StartsWith("like.values.", StringComparison.Ordinal)));
        Assert.Contains("like.values.duration", names);
        Assert.DoesNotContain("like.values.map", names);
        Assert.DoesNotContain("like.values.struct", names);
        Assert.Equal(["since"], parameters.Where(parameter => parameter!["required"] is not null).Select(parameter => parameter!["name"].Text()));
        Assert.True(parameters[^1]!["deprecated"]!.GetValue<bool>());
        Assert.Equal("array", parameters[names.IndexOf("words")]!["schema"]!["type"].Text());
    }

    [Fact]
    public void A_whole_body_lacks_what_the_path_gives()
    {
        var body = LibraryDocument.Operation("/v1/shelves/{shelf}/move", "put")["requestBody"]!;
        Assert.Equal("#/components/schemas/MoveBookBody", body["content"]!["application/json"]!["schema"]!["$ref"].Text());
        Assert.Equal(["book"], LibraryDocument.Schema("MoveBookBody")["properties"]!.AsObject().Select(field => field.Key));
        Assert.True(body["required"]!.GetValue<bool>());

        var whole = LibraryDocument.Operation("/v1/books/{book.name}:move", "post")["requestBody"]!;
        Assert.Equal("#/components/schemas/MoveBookRequest", whole["content"]!["application/json"]!["schema"]!["$ref"].Text());
        Assert.True(whole["required"]!.GetValue<bool>());
    }

    [Fact]
    public void A_field_may_be_the_body_another_the_answer_and_the_rest_is_in_the_query()
    {
        var operation = LibraryDocument.Operation("/v1/authors/{book.author.name}/book", "patch");

        Assert.Equal("#/components/schemas/BookInput", operation["requestBody"]!["content"]!["application/json"]!["schema"]!["$ref"].Text());
        Assert.Equal("#/components/schemas/Author", operation["responses"]!["200"]!["content"]!["application/json"]!["schema"]!["$ref"].Text());
        Assert.Equal(["book.author.name", "shelf"], operation["parameters"].Names());
    }

    [Fact]
    public void Raw_bodies_have_any_content_type_and_no_schema()
    {
        Assert.Equal("{}", LibraryDocument.Operation("/v1/books/{name}/cover", "get")["responses"]!["200"]!["content"]!["*/*"]!.ToJsonString());
        var upload = LibraryDocument.Operation("/v1/books/{name}/cover", "put");
        Assert.Equal("{}", upload["requestBody"]!["content"]!["*/*"]!.ToJsonString());
        Assert.Null(upload["requestBody"]!["required"]);
        Assert.NotNull(upload["responses"]!["413"]);
    }

    [Fact]
    public void A_stream_is_told_in_its_three_forms()
    {
        var answer = LibraryDocument.Operation("/v1/books/{name}/pages", "get")["responses"]!["200"]!;

        Assert.Equal(["application/json", "application/x-ndjson", "text/event-stream"], answer["content"]!.AsObject().Select(form => form.Key));
        Assert.StartsWith("A stream", answer["description"].Text(), StringComparison.Ordinal);
    }
}
