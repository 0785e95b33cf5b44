using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;

namespace TinyEclipse.Server.Database;

/// <summary>Keeps the keys of ASP.NET Core Data Protection in the database, wrapped by the configured key where there is one.</summary>
public sealed class DataProtectionKeys(TenantDatabase database, TimeProvider clock, FormerWrapping former, IOptions<SecretsOptions> options) : IXmlRepository
{
    private readonly KeyWrapping _wrapping = KeyWrapping.From(options.Value.WrappingKey, "Secrets:KeyEncryptionKey");

    // Data Protection asks synchronously: once when the server starts, and once a day. On the pool, no context of the caller can stand in the way.
    public IReadOnlyCollection<XElement> GetAllElements() => Task.Run(() => ReadAsync(CancellationToken.None)).GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName) =>
        Task.Run(() => StoreAsync(element, friendlyName)).GetAwaiter().GetResult();

    /// <exception cref="InvalidOperationException">The key that wraps them is missing, or another.</exception>
    public async Task<IReadOnlyCollection<XElement>> ReadAsync(CancellationToken cancellationToken)
    {
        const string Sql = "select name, value from data_protection_keys order by created_at, name";
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var rows = await transaction.QueryAsync<Row>(Sql, null, cancellationToken);
        var keys = new List<XElement>();
        foreach (var row in rows)
        {
            var wrapped = KeyWrapping.IsEncrypted(row.Value) ? _wrapping.TryUnwrap(row.Value) : null;
            var xml = wrapped ?? former.TryOpen(row.Value) ?? _wrapping.Unwrap(row.Value); // which says what is wrong
            // Made before there was an encryption key, or wrapped by the former one: from now on by today's.
            if (_wrapping.Encrypts && wrapped is null)
                await RewrapAsync(transaction, row, xml, cancellationToken);
            keys.Add(XElement.Parse(Encoding.UTF8.GetString(xml)));
        }
        await transaction.CommitAsync(cancellationToken);
        return keys;
    }

    private Task<int> RewrapAsync(WorkerTransaction transaction, Row row, byte[] xml, CancellationToken cancellationToken)
    {
        const string Sql = "update data_protection_keys set value = @value where name = @Name and value = @old";
        return transaction.ExecuteAsync(Sql, new { row.Name, old = row.Value, value = _wrapping.Wrap(xml) }, cancellationToken);
    }

    private async Task StoreAsync(XElement element, string name)
    {
        const string Sql = "insert into data_protection_keys (name, value, created_at) values (@name, @value, @now)";
        var value = _wrapping.Wrap(Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting)));
        await using var transaction = await database.BeginAcrossTenantsAsync(CancellationToken.None);
        await transaction.ExecuteAsync(Sql, new { name, value, now = clock.GetUtcNow() }, CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
    }

    private sealed record Row(string Name, byte[] Value);
}
