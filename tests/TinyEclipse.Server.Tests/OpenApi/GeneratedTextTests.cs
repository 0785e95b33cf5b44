using System.Text.Json.Nodes;

namespace TinyEclipse.Server.Tests.OpenApi;

/// <summary>Comments as summaries, descriptions and errors.</summary>
public sealed class GeneratedTextTests
{
    private static readonly JsonNode GetBook = LibraryDocument.Operation("/v1/shelves/{shelves}/books/{books}", "get");

    [Fact]
    public void The_first_sentence_is_the_summary_and_the_rest_the_description()
    {
        Assert.Equal("Finds a book", GetBook["summary"].Text());
        Assert.Equal("Its pages are not included.\n\nA second paragraph, with a list:\n- one\n- two", GetBook["description"].Text());
    }

    [Fact]
    public void Without_a_comment_the_name_must_do()
    {
        var operation = LibraryDocument.Operation("/v1/books", "get");

        Assert.Equal("Find books", operation["summary"].Text());
        Assert.Null(operation["description"]);
    }

    [Fact]
    public void Errors_that_the_comment_names_are_answers()
    {
        var answers = GetBook["responses"]!;

        Assert.Equal(["200", "400", "404", "500"], answers.AsObject().Select(answer => answer.Key));
        Assert.Equal("`NOT_FOUND`: there is no such book.", answers["404"]!["description"].Text());
        Assert.Equal(
            "- `INVALID_ARGUMENT`: a field is missing or malformed.\n" +
            "- `FAILED_PRECONDITION`, reason `LENT`: somebody has it.\n" +
            "- `FAILED_PRECONDITION`, reason `LOST`: nobody has it.",
            answers["400"]!["description"].Text());
        Assert.Equal(["INVALID_ARGUMENT", "LENT", "LOST"], answers["400"]!["content"]!["application/json"]!["examples"]!.AsObject().Select(example => example.Key));
    }

    [Fact]
    public void What_asks_for_nothing_cannot_be_asked_wrongly() =>
        Assert.Equal(["200", "500"], LibraryDocument.Operation("/v1/purge", "get")["responses"]!.AsObject().Select(answer => answer.Key));

    [Fact]
    public void What_is_deprecated_says_so() => Assert.True(LibraryDocument.Operation("/v1/books/{book.name}:move", "post")["deprecated"]!.GetValue<bool>());

    [Fact]
    public void A_service_is_a_tag()
    {
        Assert.Equal("Library", GetBook["tags"]![0].Text());
        Assert.Equal(
            """[{"name":"Library","description":"Books on shelves: every shape that a route can have."}]""", LibraryDocument.Instance["tags"]!.ToJsonString());
    }
}
