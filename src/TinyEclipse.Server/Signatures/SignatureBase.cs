using System.Text;

namespace TinyEclipse.Server.Signatures;

/// <summary>The text that is signed (RFC 9421, 2.5): a line per component, and one for the parameters.</summary>
public static class SignatureBase
{
    /// <param name="input">The member of Signature-Input: which components, and with what parameters.</param>
    /// <param name="valueOf">The value of a component by its name.</param>
    public static byte[] Build(StructuredMember input, Func<string, string> valueOf)
    {
        var text = new StringBuilder();
        foreach (var name in input.Items.Select(item => (string)item.Value))
            text.Append('"').Append(name).Append("\": ").Append(valueOf(name)).Append('\n');
        // ASCII, if all is well; whatever else there is must not look like something that was signed.
        return Encoding.UTF8.GetBytes(text.Append("\"@signature-params\": ").Append(input).ToString());
    }
}
