using System.Text.RegularExpressions;
using Google.Protobuf.Reflection;
using Google.Rpc;

namespace TinyEclipse.Server.OpenApi.Generator;

/// <summary>A failure that a method's comment, or the product, names: "FAILED_PRECONDITION, reason PLAN_REQUIRED: the plan has no carts."</summary>
public sealed record NamedError(Code Code, string Reason, string Text)
{
    private static readonly EnumDescriptor Codes = CodeReflection.Descriptor.EnumTypes[0];

    public string CodeName => Codes.FindValueByNumber((int)Code).Name;

    public static Code? CodeNamed(string name) => Codes.FindValueByName(name) is { } value ? (Code)value.Number : null;
}

/// <summary>A method's comment, taken apart: its first sentence, what follows, and the errors it names.</summary>
public sealed partial record MethodComment(string Summary, string Description, IReadOnlyList<NamedError> Errors)
{
    public static MethodComment Of(MethodDescriptor method, ProtoComments comments)
    {
        var paragraphs = comments.Of(method).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        var errors = paragraphs.Where(NamesErrors).SelectMany(ReadErrors).ToList();
        var text = string.Join("\n\n", paragraphs.Where(paragraph => !NamesErrors(paragraph)));
        var sentence = FirstSentence().Match(text);
        return sentence.Success
            ? new(sentence.Groups["sentence"].Value, text[sentence.Length..].Trim(), errors)
            : new(Words.Sentence(method.Name), "", errors);
    }

    private static bool NamesErrors(string paragraph) =>
        ErrorHead().Match(paragraph) is { Success: true, Index: 0 } head && NamedError.CodeNamed(head.Groups["code"].Value) is not null;

    private static IEnumerable<NamedError> ReadErrors(string paragraph)
    {
        var heads = ErrorHead().Matches(paragraph);
        foreach (var (index, head) in heads.Index())
        {
            var code = NamedError.CodeNamed(head.Groups["code"].Value) ?? Code.Unknown;
            var end = index + 1 < heads.Count ? heads[index + 1].Index : paragraph.Length;
            var text = paragraph[(head.Index + head.Length)..end].TrimEnd(' ', '\n', ';', '.');
            yield return new NamedError(code, head.Groups["reason"].Value, $"{text}.");
        }
    }

    [GeneratedRegex(@"^(?<sentence>.+?)(?:[.](?=\s|$)|$)", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FirstSentence();

    [GeneratedRegex(@"((?<code>\b[A-Z]+(_[A-Z]+)+|\bABORTED|\bUNAVAILABLE|\bUNAUTHENTICATED)(, reason (?<reason>[A-Z_]+))?): ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ErrorHead();
}
