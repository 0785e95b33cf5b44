using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using TinyEclipse.Contracts;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Privacy;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Features.Contacts;

/// <summary>One thing that is held about a contact: its kind, and all of it.</summary>
public sealed record ContactItem(string Kind, string Json);

/// <summary>Writes down all that the product holds about a contact, as one JSON document.</summary>
public sealed class ContactExport(ContactStore contacts, IEnumerable<ContactDataPart> parts, TenantDatabase database, TimeProvider clock)
{
    private const int PieceBytes = 64 * 1024;

    private static readonly JsonWriterOptions Layout = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>All of it, thing by thing, in an order that stays; none when the tenant has no such contact.</summary>
    public async Task<IReadOnlyList<ContactItem>> ReadAsync(TenantId tenant, Guid contactId, CancellationToken cancellationToken)
    {
        var items = new List<ContactItem>();
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        foreach (var part in parts)
            items.AddRange((await part.ReadAsync(transaction, contactId, cancellationToken)).Select(message => new ContactItem(part.Name, MessageJson.Format(MessageJson.ToNode(message), indented: false))));
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
            foreach (var message in await part.ReadAsync(transaction, contactId, cancellationToken))
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

    private static ByteString Take(Utf8JsonWriter json, ArrayBufferWriter<byte> written)
    {
        json.Flush();
        var piece = ByteString.CopyFrom(written.WrittenSpan);
        written.ResetWrittenCount();
        return piece;
    }
}
