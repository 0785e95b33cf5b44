using Npgsql;

namespace TinyEclipse.Server.Tests.Secrets;

/// <summary>A column of a table, as the database's catalogue knows it.</summary>
public sealed record DumpedColumn(string Table, string Name, string Type)
{
    public override string ToString() => $"{Table}.{Name}";
}

/// <summary>All that a copy of a database tells: every column of every table, as its owner reads it.</summary>
public sealed class DatabaseDump(string database) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(database);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    public async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = _source.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync();
    }

    public async Task<IReadOnlyList<DumpedColumn>> ColumnsAsync()
    {
        const string Sql = """
            select format('%I.%I', nspname, relname), quote_ident(attname), format_type(atttypid, atttypmod)
              from pg_class
              join pg_namespace on pg_namespace.oid = relnamespace
              join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
             where relkind in ('r', 'm')
               and nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
             order by 1, attnum
            """;
        await using var command = _source.CreateCommand(Sql);
        await using var reader = await command.ExecuteReaderAsync();
        var columns = new List<DumpedColumn>();
        while (await reader.ReadAsync())
            columns.Add(new DumpedColumn(reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        return columns;
    }

    /// <summary>The values of a column as text, bytes in hexadecimal.</summary>
    public async Task<IReadOnlyList<string>> ValuesAsync(DumpedColumn column)
    {
        await using var command = _source.CreateCommand($"select {column.Name}::text from {column.Table} where {column.Name} is not null");
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync())
            values.Add(reader.GetString(0));
        return values;
    }

    /// <summary>Where the copy gives a secret away.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(KnownSecrets secrets)
    {
        var found = new List<string>();
        foreach (var column in await ColumnsAsync())
        {
            foreach (var value in await ValuesAsync(column))
                found.AddRange(secrets.In(value).Select(name => $"{column}: {name}"));
        }
        return found;
    }
}
