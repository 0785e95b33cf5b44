using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace TinyEclipse.Server.Database;

/// <summary>
/// The roles below the owner: tinyeclipse_server logs in and serves one tenant at a time under row-level security; tinyeclipse_worker cannot log in and is
/// put on by the server for the little that spans tenants. Neither owns anything.
/// </summary>
public static class DatabaseRoles
{
    public const string Server = "tinyeclipse_server";
    public const string Worker = "tinyeclipse_worker";

    /// <summary>Makes the roles where they are missing, and tells how the server logs in. Who names a login of their own has made both roles.</summary>
    /// <exception cref="InvalidOperationException">The owner has no password from which the server's could follow.</exception>
    public static async Task<string> EnsureAsync(NpgsqlConnection owner, DatabaseOptions options, CancellationToken cancellationToken)
    {
        if (options.ServerConnectionString.Length > 0)
            return options.ServerConnectionString;

        var password = ServerPassword(owner.ConnectionString);
        var login = new NpgsqlConnectionStringBuilder(owner.ConnectionString) { Username = Server, Password = password }.ConnectionString;
        if (!await IsThereAsync(owner, cancellationToken) || !await CanLogInAsync(login, cancellationToken))
            await MakeAsync(owner, password, cancellationToken);
        return login;
    }

    private static async Task<bool> IsThereAsync(NpgsqlConnection owner, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select exists (select from pg_roles where rolname = $1)", owner) { Parameters = { new() { Value = Server } } };
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static async Task<bool> CanLogInAsync(string login, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(login) { Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (PostgresException failure) when (failure.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            return false;
        }
    }

    /// <summary>Roles belong to the whole cluster: another database's server may make them at this moment. A changed password of the owner changes the server's.</summary>
    private static async Task MakeAsync(NpgsqlConnection owner, string password, CancellationToken cancellationToken)
    {
        var sql = $"""
            do $$
            begin
                create role {Worker} nologin;
            exception when duplicate_object or unique_violation then null;
            end $$;
            do $$
            begin
                create role {Server} login noinherit password '{password}';
                grant {Worker} to {Server};
            exception when duplicate_object or unique_violation then
                alter role {Server} password '{password}';
            end $$;
            """;
        await using var command = new NpgsqlCommand(sql, owner);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Follows from the owner's password, so that every server of a database computes the same.</summary>
    private static string ServerPassword(string ownerConnectionString)
    {
        var owner = new NpgsqlConnectionStringBuilder(ownerConnectionString).Password;
        return string.IsNullOrEmpty(owner)
            ? throw new InvalidOperationException(
                "ConnectionStrings__Database holds no password, so none can be made of it for the server's own role. Make the roles tinyeclipse_server and "
                + "tinyeclipse_worker, grant the second to the first, and name the login in ConnectionStrings__Server.")
            : Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(owner), Encoding.UTF8.GetBytes(Server)));
    }
}
