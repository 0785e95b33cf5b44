using System.Security.Cryptography;

namespace TinyEclipse.Server.Database;

/// <summary>Secrets that every server of one database shares; made by whichever starts first.</summary>
public sealed class ServerSecrets(TenantDatabase database, TimeProvider clock)
{
    private byte[]? _pageTokenKey;

    public byte[] PageTokenKey => _pageTokenKey ?? throw new InvalidOperationException("The secrets have not been loaded.");

    public async Task LoadAsync(CancellationToken cancellationToken) =>
        _pageTokenKey = await GetOrCreateAsync("page_token_key", () => RandomNumberGenerator.GetBytes(32), cancellationToken);

    /// <summary>The secret of this name; <paramref name="create"/> makes it where it is missing.</summary>
    public async Task<byte[]> GetOrCreateAsync(string name, Func<byte[]> create, CancellationToken cancellationToken)
    {
        const string Insert = "insert into server_secrets (name, value, created_at) values (@name, @value, @now) on conflict (name) do nothing";
        const string Select = "select value from server_secrets where name = @name";

        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var found = await transaction.QuerySingleOrDefaultAsync<byte[]>(Select, new { name }, cancellationToken);
        if (found is not null)
            return found;

        await transaction.ExecuteAsync(Insert, new { name, value = create(), now = clock.GetUtcNow() }, cancellationToken);
        var value = await transaction.QuerySingleAsync<byte[]>(Select, new { name }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return value;
    }

    /// <summary>Stores a secret in another form, unless somebody else has done so meanwhile.</summary>
    public async Task ReplaceAsync(string name, byte[] old, byte[] value, CancellationToken cancellationToken)
    {
        const string Sql = "update server_secrets set value = @value where name = @name and value = @old";
        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        await transaction.ExecuteAsync(Sql, new { name, old, value }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
