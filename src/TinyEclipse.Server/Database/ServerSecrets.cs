using System.Security.Cryptography;

namespace TinyEclipse.Server.Database;

/// <summary>Secrets that every server of one database shares; made by whichever starts first, and kept sealed.</summary>
public sealed class ServerSecrets(TenantDatabase database, SecretBox secrets, TimeProvider clock)
{
    private const string Purpose = "server secret ";

    private byte[]? _pageTokenKey;

    public byte[] PageTokenKey => _pageTokenKey ?? throw new InvalidOperationException("The secrets have not been loaded.");

    public async Task LoadAsync(CancellationToken cancellationToken) =>
        _pageTokenKey = await GetOrCreateAsync("page_token_key", () => RandomNumberGenerator.GetBytes(32), stored => stored, cancellationToken);

    /// <summary>The secret of this name; <paramref name="create"/> makes it where it is missing.</summary>
    /// <param name="openFormer">Opens the form in which servers of before kept it; from then on it is sealed.</param>
    public async Task<byte[]> GetOrCreateAsync(string name, Func<byte[]> create, Func<byte[], byte[]> openFormer, CancellationToken cancellationToken)
    {
        const string Insert = "insert into server_secrets (name, value, created_at) values (@name, @value, @now) on conflict (name) do nothing";
        const string Update = "update server_secrets set value = @value where name = @name";

        await using var transaction = await database.BeginAcrossTenantsAsync(cancellationToken);
        var found = await FindAsync(transaction, name, cancellationToken);
        if (found is null)
        {
            await transaction.ExecuteAsync(Insert, new { name, value = Seal(name, create()), now = clock.GetUtcNow() }, cancellationToken);
            found = await FindAsync(transaction, name, cancellationToken);
        }
        else if (!SecretBox.IsSealed(found))
        {
            found = Seal(name, openFormer(found));
            await transaction.ExecuteAsync(Update, new { name, value = found }, cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        return secrets.Open(Purpose + name, Guid.Empty, found!);
    }

    private byte[] Seal(string name, byte[] secret) => secrets.Seal(Purpose + name, Guid.Empty, secret);

    /// <summary>Locked, so that of several servers that start one changes it and the others read what it made of it.</summary>
    private static Task<byte[]?> FindAsync(WorkerTransaction transaction, string name, CancellationToken cancellationToken) =>
        transaction.QuerySingleOrDefaultAsync<byte[]>("select value from server_secrets where name = @name for update", new { name }, cancellationToken);
}
