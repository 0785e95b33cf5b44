using System.Text;
using System.Text.RegularExpressions;

namespace TinyEclipse.Server.Tests.Mail;

/// <summary>A mail as its reader sees it.</summary>
public sealed record ReceivedMail(string Source)
{
    public string To => Header("To");

    public string Subject => Regex.Replace(Header("Subject"), @"=\?utf-8\?B\?([^?]*)\?=\s*", word => Decode(word.Groups[1].Value), RegexOptions.IgnoreCase);

    /// <summary>All its parts, decoded.</summary>
    public string Text => string.Join('\n', Parts());

    /// <summary>The token in its link.</summary>
    public string Token => Uri.UnescapeDataString(Regex.Match(Text, @"\?token=([A-Za-z0-9_%-]+)").Groups[1].Value);

    public string Header(string name)
    {
        var head = Source[..Source.IndexOf("\r\n\r\n", StringComparison.Ordinal)];
        return Regex.Match(head, $@"^{name}: ((.|\r\n[ \t])*)", RegexOptions.Multiline | RegexOptions.IgnoreCase).Groups[1].Value.Replace("\r\n", "", StringComparison.Ordinal).Trim();
    }

    private IEnumerable<string> Parts()
    {
        foreach (Match part in Regex.Matches(Source, @"content-transfer-encoding: (\S+)(?:\r\n.+)*\r\n\r\n((?:(?!\r\n--).|\n)*)", RegexOptions.IgnoreCase))
            yield return part.Groups[1].Value.Equals("base64", StringComparison.OrdinalIgnoreCase) ? Decode(part.Groups[2].Value) : Quoted(part.Groups[2].Value);
    }

    private static string Decode(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64.Replace("\r\n", "", StringComparison.Ordinal)));

    private static string Quoted(string text)
    {
        var joined = text.Replace("=\r\n", "", StringComparison.Ordinal);
        return Regex.Replace(joined, "((?:=[0-9A-F]{2})+)", bytes => Encoding.UTF8.GetString(Convert.FromHexString(bytes.Value.Replace("=", "", StringComparison.Ordinal))));
    }
}
