using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;

namespace TinyEclipse.Server.Database;

/// <summary>Brings the schema up to date: numbered SQL files, each once and in one transaction, by one server at a time.</summary>
public static class MigrationRunner
{
    private const long AdvisoryLock = 7_202_611_220_000;
    private const int AuditNumber = 0;
    private const string Folder = "TinyEclipse.Server.Database.Migrations.";

    /// <exception cref="InvalidOperationException">A migration that was applied has been edited since.</exception>
    public static async Task RunAsync(NpgsqlConnection owner, CancellationToken cancellationToken)
    {
        // Many small transactions that need not wait for the disk each: one that a crash takes with it is not noted either, and runs again.
        await owner.ExecuteAsync(new CommandDefinition("set synchronous_commit = off", cancellationToken: cancellationToken));
        await owner.ExecuteAsync(new CommandDefinition("select pg_advisory_lock(@AdvisoryLock)", new { AdvisoryLock }, cancellationToken: cancellationToken));
        try
        {
            await ApplyMissingAsync(owner, cancellationToken);
        }
        finally
        {
            await owner.ExecuteAsync(new CommandDefinition("select pg_advisory_unlock(@AdvisoryLock)", new { AdvisoryLock }, cancellationToken: CancellationToken.None));
        }
    }

    private static async Task ApplyMissingAsync(NpgsqlConnection owner, CancellationToken cancellationToken)
    {
        const string Table = """
            create table if not exists schema_migrations (
                number     integer     primary key,
                name       text        not null,
                sha256     text        not null,
                applied_at timestamptz not null default now()
            )
            """;
        await owner.ExecuteAsync(new CommandDefinition(Table, cancellationToken: cancellationToken));
        var applied = (await owner.QueryAsync<(int Number, string Sha256)>(
            new CommandDefinition("select number, sha256 from schema_migrations", cancellationToken: cancellationToken))).ToDictionary(row => row.Number, row => row.Sha256);

        var migrations = Migrations().ToList();
        foreach (var migration in migrations)
        {
            if (!applied.TryGetValue(migration.Number, out var sha256))
                await ApplyAsync(owner, migration, cancellationToken);
            else if (sha256 != migration.Sha256)
                throw new InvalidOperationException($"The migration {migration.Name} was applied to this database and has been edited since. Restore it, and put the change in a new one.");
        }

        // A server that is older than the database would take out what a newer one knows.
        var audit = new Migration($"{AuditNumber:0000}_audited_tables", AuditedTables.Version);
        if (applied.GetValueOrDefault(AuditNumber) != audit.Sha256 && applied.Keys.All(number => number == AuditNumber || migrations.Exists(known => known.Number == number)))
            await ApplyAuditAsync(owner, audit, cancellationToken);
    }

    /// <summary>What is audited is put in order whenever the list changes, after the migrations, whatever their number.</summary>
    private static async Task ApplyAuditAsync(NpgsqlConnection owner, Migration audit, CancellationToken cancellationToken)
    {
        const string Sql = """
            insert into schema_migrations (number, name, sha256)
            values (@Number, @Name, @Sha256)
            on conflict (number) do update
               set sha256 = excluded.sha256,
                   applied_at = now()
            """;
        await using var transaction = await owner.BeginTransactionAsync(cancellationToken);
        await AuditedTables.ApplyAsync(owner, transaction, cancellationToken);
        await owner.ExecuteAsync(new CommandDefinition(Sql, audit, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task ApplyAsync(NpgsqlConnection owner, Migration migration, CancellationToken cancellationToken)
    {
        await using var transaction = await owner.BeginTransactionAsync(cancellationToken);
        await owner.ExecuteAsync(new CommandDefinition(migration.Sql, transaction: transaction, cancellationToken: cancellationToken));
        await owner.ExecuteAsync(new CommandDefinition(
            "insert into schema_migrations (number, name, sha256) values (@Number, @Name, @Sha256)",
            migration,
            transaction,
            cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
    }

    private static IEnumerable<Migration> Migrations()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(resource =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
                return new Migration(resource[Folder.Length..], reader.ReadToEnd());
            });
    }

    private sealed record Migration(string Name, string Sql)
    {
        public int Number => int.Parse(Name[..4], CultureInfo.InvariantCulture);

        public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));
    }
}
