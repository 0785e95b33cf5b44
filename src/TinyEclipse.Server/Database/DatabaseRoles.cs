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

    /// <summary>Makes the roles where they are missing, and tells how the server logs in.</summary>
    public static async Task<string> EnsureAsync(NpgsqlConnection owner, DatabaseOptions options, CancellationToken cancellationToken)
    {
        var password = ServerPassword(owner.ConnectionString);
        // Roles belong to the whole cluster: another database's server may make them at this moment.
        await using var command = new NpgsqlCommand(
            $"""
             do $$
             begin
                 create role {Worker} nologin;
             exception when duplicate_object or unique_violation then null;
             end $$;
             do $$
             begin
                 create role {Server} login noinherit password '{password}';
                 grant {Worker} to {Server};
             exception when duplicate_object or unique_violation then null;
             end $$;
             """,
            owner);
        await command.ExecuteNonQueryAsync(cancellationToken);

        return options.ServerConnectionString.Length > 0
            ? options.ServerConnectionString
            : new NpgsqlConnectionStringBuilder(owner.ConnectionString) { Username = Server, Password = password }.ConnectionString;
    }

    /// <summary>Follows from the owner's password, so that every server of a database computes the same.</summary>
    private static string ServerPassword(string ownerConnectionString)
    {
        var owner = new NpgsqlConnectionStringBuilder(ownerConnectionString);
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(owner.Password ?? ""), Encoding.UTF8.GetBytes(Server)));
    }
}
