using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.OpenApi.Generator;
using TinyEclipse.Server.Tests.Tenancy;

namespace TinyEclipse.Server.Tests.OpenApi;

/// <summary>Errors are named in comments in one form, "CODE, reason X: what happened.", and each reason comes with an example.</summary>
public sealed partial class CommentFormTests(TestServer server)
{
    private static readonly string[] ReasonNames =
        [.. ErrorReasonNames().Where(name => name.Length > 0)];

    [Fact]
    public async Task Every_reason_that_a_comment_names_is_an_example()
    {
        var document = await DocumentAsync();
        var operations = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(entry => entry.Value!))
            .ToDictionary(operation => operation["x-grpc-method"].Text(), operation => operation["responses"]!);
        foreach (var method in EveryMethod.All)
        {
            foreach (var error in MethodComment.Of(method, Comments).Errors.Where(error => error.Reason.Length > 0))
            {
                var answer = operations[$"{method.Service.FullName}/{method.Name}"][HttpStatuses.Of(error.Code).ToString(System.Globalization.CultureInfo.InvariantCulture)]!;
                var example = answer["content"]!["application/json"]!["examples"]![error.Reason]!["value"]!;
                Assert.Equal(error.Reason, example["details"]![0]!["reason"].Text());
            }
        }
    }

    [Fact]
    public void No_comment_of_a_method_names_a_reason_in_another_form()
    {
        foreach (var method in EveryMethod.All)
        {
            var comment = Comments.Of(method);
            Assert.False(OtherForm().IsMatch(comment), $"{method.FullName}: {comment}");
            var named = Word().Matches(Standard().Replace(comment, "")).Select(word => word.Value).Intersect(ReasonNames);
            // What is said in passing is no error of the method itself.
            Assert.All(named, reason => Assert.Contains($"for the reason {reason}", comment, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task No_example_holds_a_reason_in_its_text()
    {
        var text = (await DocumentAsync()).ToJsonString();

        foreach (var reason in ReasonNames)
            Assert.DoesNotContain($"({reason}", text, StringComparison.Ordinal);
        Assert.DoesNotContain("no such ended", text, StringComparison.Ordinal);
        Assert.DoesNotContain("no such more", text, StringComparison.Ordinal);
    }

    private static ProtoComments Comments { get; } = ReadComments();

    private static ProtoComments ReadComments()
    {
        using var descriptors = typeof(Access).Assembly.GetManifestResourceStream("descriptors.binpb")!;
        return ProtoComments.Read(descriptors);
    }

    private static IEnumerable<string> ErrorReasonNames() =>
        ErrorReasonReflection.Descriptor.EnumTypes[0].Values.Where(value => value.Number != 0).Select(value => value.Name["ERROR_REASON_".Length..]);

    private async Task<JsonNode> DocumentAsync() => JsonNode.Parse(await server.Shared.As("").Http.GetStringAsync(new Uri("/openapi.json", UriKind.Relative)))!;

    [GeneratedRegex(@"\([A-Z]+(_[A-Z]+)+\)|\bReason [A-Z]|; reason [A-Z]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OtherForm();

    [GeneratedRegex(@"\b[A-Z_]+, reason [A-Z_]+: ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Standard();

    [GeneratedRegex(@"\b[A-Z]+(_[A-Z]+)+\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();
}
