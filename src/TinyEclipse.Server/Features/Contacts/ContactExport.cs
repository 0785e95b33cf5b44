using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using TinyEclipse.Contracts;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Privacy;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.Contacts;

/// <summary>One thing that is held about a contact.</summary>
/// <param name="Kind">The list it stands in.</param>
/// <param name="Place">Where in all lists together, for what comes after it.</param>
public sealed record ContactItem(string Kind, IMessage Message, string Place);

/// <summary>Writes down all that the product holds about a contact, as one JSON document.</summary>
public sealed class ContactExport(ContactStore contacts, IEnumerable<ContactDataPart> parts, TenantDatabase database, TimeProvider clock)
{
    private const int PieceBytes = 64 * 1024;

    private static readonly JsonWriterOptions Layout = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The next things behind a place, empty at the beginning; no more is read than that. None when the tenant has no such contact.</summary>
    public async Task<IReadOnlyList<ContactItem>> ReadAsync(TenantId tenant, Guid contactId, string after, int limit, CancellationToken cancellationToken)
    {
        var items = new List<ContactItem>();
        var (first, key) = Find(after);
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        foreach (var part in parts.SkipWhile(part => first is not null && part != first))
        {
            var slice = new ContactDataSlice(part == first ? key : "", limit - items.Count);
            var read = await part.ReadAsync(transaction, contactId, slice, cancellationToken);
            items.AddRange(read.Select(datum => new ContactItem(part.Name, datum.Message, $"{part.Name} {datum.Key}")));
            if (items.Count == limit)
                break;
        }
        return items;
    }

    /// <summary>The document in pieces; none when the tenant has no such contact.</summary>
    public async IAsyncEnumerable<ByteString> WriteAsync(TenantId tenant, Guid contactId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        if (!await contacts.IsThereAsync(transaction, contactId, cancellationToken))
            yield break;

        var written = new ArrayBufferWriter<byte>(PieceBytes);
        await using var json = new Utf8JsonWriter(written, Layout);
        json.WriteStartObject();
        json.WriteString("contact_id", contactId);
        json.WriteString("export_time", clock.GetUtcNow());
        foreach (var part in parts)
        {
            json.WriteStartArray(part.Name);
            foreach (var datum in await part.ReadAsync(transaction, contactId, ContactDataSlice.All, cancellationToken))
            {
                MessageJson.ToNode(datum.Message).WriteTo(json);
                if (written.WrittenCount + json.BytesPending > PieceBytes)
                    yield return Take(json, written);
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
        yield return Take(json, written);
    }

    /// <summary>The part that a place lies in and the key there; no part at the beginning.</summary>
    private (ContactDataPart? Part, string Key) Find(string place)
    {
        if (place.Length == 0)
            return (null, "");

        var words = place.Split(' ', 2);
        var part = words.Length == 2 ? parts.SingleOrDefault(part => part.Name == words[0]) : null;
        new Checks().Field("page_token", part is not null, "is of another version of the server: begin anew").ThrowIfFailed();
        return (part, words[^1]);
    }

    private static ByteString Take(Utf8JsonWriter json, ArrayBufferWriter<byte> written)
    {
        json.Flush();
        var piece = ByteString.CopyFrom(written.WrittenSpan);
        written.ResetWrittenCount();
        return piece;
    }
}
