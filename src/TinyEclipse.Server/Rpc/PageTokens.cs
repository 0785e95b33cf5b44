using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using TinyEclipse.Server.Database;

namespace TinyEclipse.Server.Rpc;

/// <summary>Page tokens hold the sort key of the last row, signed so that only those of this server's making are taken.</summary>
public sealed class PageTokens(ServerSecrets secrets)
{
    private const int DefaultSize = 25;
    private const int MostRows = 200;
    private const int SignatureLength = 16;
    private static readonly Guid LastId = new("ffffffff-ffff-ffff-ffff-ffffffffffff");

    public TimePage ByTime(int pageSize, string pageToken)
    {
        var (size, sort, id) = Read(pageSize, pageToken);
        return sort is null
            ? new TimePage(size, DateTime.MaxValue, LastId)
            : new TimePage(size, DateTime.Parse(sort, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind), id);
    }

    public TextPage ByText(int pageSize, string pageToken)
    {
        var (size, sort, id) = Read(pageSize, pageToken);
        return new TextPage(size, sort ?? "", id);
    }

    /// <summary>Moves what belongs on the page into the response's field and gives the token of the next page, empty on the last.</summary>
    public string Fill<T>(ICollection<T> field, IReadOnlyList<T> found, TimePage page, Func<T, Timestamp> time, Func<T, string> id) =>
        Fill(field, found, page.Size, last => time(last).ToDateTime().ToString("O", CultureInfo.InvariantCulture), id);

    /// <inheritdoc cref="Fill{T}(ICollection{T}, IReadOnlyList{T}, TimePage, Func{T, Timestamp}, Func{T, string})"/>
    public string Fill<T>(ICollection<T> field, IReadOnlyList<T> found, TextPage page, Func<T, string> text, Func<T, string> id) =>
        Fill(field, found, page.Size, text, id);

    private string Fill<T>(ICollection<T> field, IReadOnlyList<T> found, int size, Func<T, string> sort, Func<T, string> id)
    {
        foreach (var item in found.Take(size))
            field.Add(item);
        return found.Count > size ? Write(sort(found[size - 1]), id(found[size - 1])) : "";
    }

    private string Write(string sort, string id)
    {
        var content = Encoding.UTF8.GetBytes($"{id} {sort}");
        return Base64Url.EncodeToString([.. Sign(content), .. content]);
    }

    private (int Size, string? Sort, Guid Id) Read(int pageSize, string pageToken)
    {
        var content = pageToken.Length == 0 ? [] : Verified(pageToken);
        new Checks()
            .Field("page_size", pageSize >= 0, "must not be negative")
            .Field("page_token", content is not null, "was not issued by this server")
            .ThrowIfFailed();

        var size = pageSize == 0 ? DefaultSize : Math.Min(pageSize, MostRows);
        if (content!.Length == 0)
            return (size, null, Guid.Empty);

        var text = Encoding.UTF8.GetString(content);
        return (size, text[37..], Guid.Parse(text[..36]));
    }

    private byte[]? Verified(string pageToken)
    {
        if (!Base64Url.IsValid(pageToken))
            return null;

        var bytes = Base64Url.DecodeFromChars(pageToken);
        return bytes.Length > SignatureLength && CryptographicOperations.FixedTimeEquals(Sign(bytes[SignatureLength..]), bytes.AsSpan(0, SignatureLength))
            ? bytes[SignatureLength..]
            : null;
    }

    private byte[] Sign(byte[] content) => HMACSHA256.HashData(secrets.PageTokenKey, content)[..SignatureLength];
}
