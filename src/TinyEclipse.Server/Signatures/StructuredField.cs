using System.Globalization;
using System.Text;

namespace TinyEclipse.Server.Signatures;

/// <summary>A value of a structured field that is a token, such as <c>sha-256</c>, and not a quoted string.</summary>
public sealed record StructuredToken(string Value);

/// <summary>A bare item with its parameters: a string, a long, a <see cref="StructuredToken"/>, bytes or a bool.</summary>
public sealed record StructuredItem(object Value, IReadOnlyList<KeyValuePair<string, object>> Parameters);

/// <summary>A member of a dictionary: an inner list, or one item, which then is the only one.</summary>
public sealed record StructuredMember(bool IsList, IReadOnlyList<StructuredItem> Items, IReadOnlyList<KeyValuePair<string, object>> Parameters)
{
    /// <summary>As RFC 9651 writes it, whatever white space it came with.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (IsList)
            text.Append('(').AppendJoin(' ', Items.Select(item => Write(item.Value) + Write(item.Parameters))).Append(')');
        else
            text.Append(Write(Items[0].Value));
        return text.Append(Write(Parameters)).ToString();
    }

    private static string Write(IReadOnlyList<KeyValuePair<string, object>> parameters) =>
        string.Concat(parameters.Select(parameter => parameter.Value is true ? $";{parameter.Key}" : $";{parameter.Key}={Write(parameter.Value)}"));

    private static string Write(object value) => value switch
    {
        string text => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
        long number => number.ToString(CultureInfo.InvariantCulture),
        StructuredToken token => token.Value,
        byte[] bytes => $":{Convert.ToBase64String(bytes)}:",
        bool flag => flag ? "?1" : "?0",
        _ => throw new ArgumentException($"{value.GetType().Name} has no place in a structured field.", nameof(value)),
    };
}
