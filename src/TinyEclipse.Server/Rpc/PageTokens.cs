using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace TinyEclipse.Server.Rpc;

/// <summary>Page tokens hold the sort key of the last row, signed together with the list and its filters: they are taken for the next page of just that.</summary>
public sealed class PageTokens(SignedText signer)
{
    private const int DefaultSize = 25;
    private const int MostRows = 200;
    private const string SizeField = "page_size";
    private const string TokenField = "page_token";
    private static readonly Guid LastId = new("ffffffff-ffff-ffff-ffff-ffffffffffff");

    /// <summary>The page that a request asks for with its page_size and page_token.</summary>
    public TimePage ByTime<T>(T request)
        where T : IMessage<T>
    {
        var (size, list, sort, id) = Read(request);
        return sort is null
            ? new TimePage(size, DateTime.MaxValue, LastId, list)
            : new TimePage(size, DateTime.Parse(sort, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind), id, list);
    }

    /// <inheritdoc cref="ByTime"/>
    public TextPage ByText<T>(T request)
        where T : IMessage<T>
    {
        var (size, list, sort, id) = Read(request);
        return new TextPage(size, sort ?? "", id, list);
    }

    /// <inheritdoc cref="ByTime"/>
    public KeyPage ByKey<T>(T request)
        where T : IMessage<T>
    {
        var (size, list, sort, id) = Read(request);
        return new KeyPage(size, sort, id, list);
    }

    /// <summary>Moves what belongs on the page into the response's field and gives the token of the next page, empty on the last.</summary>
    public string Fill<T>(ICollection<T> field, IReadOnlyList<T> found, TimePage page, Func<T, Timestamp> time, Func<T, string> id) =>
        Fill(field, found, (page.Size, page.List), last => time(last).ToDateTime().ToString("O", CultureInfo.InvariantCulture), id);

    /// <inheritdoc cref="Fill{T}(ICollection{T}, IReadOnlyList{T}, TimePage, Func{T, Timestamp}, Func{T, string})"/>
    public string Fill<T>(ICollection<T> field, IReadOnlyList<T> found, TextPage page, Func<T, string> text, Func<T, string> id) =>
        Fill(field, found, (page.Size, page.List), text, id);

    /// <inheritdoc cref="Fill{T}(ICollection{T}, IReadOnlyList{T}, TimePage, Func{T, Timestamp}, Func{T, string})"/>
    public string Fill<T>(ICollection<T> field, IReadOnlyList<T> found, KeyPage page, Func<T, string> key, Func<T, string> id) =>
        Fill(field, found, (page.Size, page.List), key, id);

    private string Fill<T>(ICollection<T> field, IReadOnlyList<T> found, (int Size, string List) page, Func<T, string> sort, Func<T, string> id)
    {
        foreach (var item in found.Take(page.Size))
            field.Add(item);
        return found.Count > page.Size ? signer.Sign(page.List, $"{id(found[page.Size - 1])} {sort(found[page.Size - 1])}") : "";
    }

    private (int Size, string List, string? Sort, Guid Id) Read<T>(T request)
        where T : IMessage<T>
    {
        var fields = request.Descriptor;
        var pageSize = (int)fields.FindFieldByName(SizeField).Accessor.GetValue(request);
        var pageToken = (string)fields.FindFieldByName(TokenField).Accessor.GetValue(request);
        var list = ListOf(request);
        var content = pageToken.Length == 0 ? "" : signer.Verify(list, pageToken);
        new Checks()
            .Field(SizeField, pageSize >= 0, "must not be negative")
            .Field(TokenField, content is not null, "must be the next_page_token of the page before, of the same list with the same filters")
            .ThrowIfFailed();

        var size = pageSize == 0 ? DefaultSize : Math.Min(pageSize, MostRows);
        return content!.Length == 0 ? (size, list, null, Guid.Empty) : (size, list, content[37..], Guid.Parse(content[..36]));
    }

    private static string ListOf<T>(T request)
        where T : IMessage<T>
    {
        var filters = request.Clone();
        foreach (var field in (string[])[SizeField, TokenField])
            request.Descriptor.FindFieldByName(field).Accessor.Clear(filters);
        return $"page {request.Descriptor.FullName} {filters.ToByteString().ToBase64()}";
    }
}
