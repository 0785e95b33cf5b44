using System.Globalization;
using Google.Protobuf.WellKnownTypes;

namespace TinyEclipse.Server.Rpc;

/// <summary>Page tokens hold the sort key of the last row, signed so that only those of this server's making are taken.</summary>
public sealed class PageTokens(SealedText seal)
{
    private const int DefaultSize = 25;
    private const int MostRows = 200;
    private const string Purpose = "page";
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
        return found.Count > size ? seal.Close(Purpose, $"{id(found[size - 1])} {sort(found[size - 1])}") : "";
    }

    private (int Size, string? Sort, Guid Id) Read(int pageSize, string pageToken)
    {
        var content = pageToken.Length == 0 ? "" : seal.Open(Purpose, pageToken);
        new Checks()
            .Field("page_size", pageSize >= 0, "must not be negative")
            .Field("page_token", content is not null, "was not issued by this server")
            .ThrowIfFailed();

        var size = pageSize == 0 ? DefaultSize : Math.Min(pageSize, MostRows);
        return content!.Length == 0 ? (size, null, Guid.Empty) : (size, content[37..], Guid.Parse(content[..36]));
    }
}
