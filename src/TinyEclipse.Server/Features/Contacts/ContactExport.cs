using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using TinyEclipse.Contracts;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Privacy;
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
        var (first, offset) = Next(after);
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        foreach (var (number, part) in parts.Index().Skip(first))
        {
            var slice = new ContactDataSlice(number == first ? offset : 0, limit - items.Count);
            var read = await part.ReadAsync(transaction, contactId, slice, cancellationToken);
            items.AddRange(read.Select((message, place) => new ContactItem(part.Name, message, $"{number} {slice.Offset + place}")));
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
            foreach (var message in await part.ReadAsync(transaction, contactId, ContactDataSlice.All, cancellationToken))
            {
                MessageJson.ToNode(message).WriteTo(json);
                if (written.WrittenCount + json.BytesPending > PieceBytes)
                    yield return Take(json, written);
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
        yield return Take(json, written);
    }

    private static (int Part, int Offset) Next(string after) =>
        after.Split(' ') is [var part, var place] ? (int.Parse(part, CultureInfo.InvariantCulture), int.Parse(place, CultureInfo.InvariantCulture) + 1) : (0, 0);

    private static ByteString Take(Utf8JsonWriter json, ArrayBufferWriter<byte> written)
    {
        json.Flush();
        var piece = ByteString.CopyFrom(written.WrittenSpan);
        written.ResetWrittenCount();
        return piece;
    }
}
