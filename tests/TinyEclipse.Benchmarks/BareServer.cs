using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace TinyEclipse.Benchmarks;

/// <summary>The yardstick: a minimal API with source-generated JSON that does the cart's upsert and nothing else: no token, no tenant check, no rules.</summary>
public static class BareServer
{
    public const string Table = """
        create table if not exists bare_carts (
            tenant_id uuid not null, site_id uuid not null, cart_token text not null, id uuid not null,
            email text not null, currency_code text not null, total_minor bigint not null, items jsonb not null, activity_at timestamptz not null, updated_at timestamptz not null,
            primary key (tenant_id, id), unique (tenant_id, site_id, cart_token));
        create index if not exists bare_carts_by_activity on bare_carts (tenant_id, activity_at desc, id);
        """;

    private const string Upsert = """
        insert into bare_carts (tenant_id, site_id, cart_token, id, email, currency_code, total_minor, items, activity_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now())
        on conflict (tenant_id, site_id, cart_token) do update
           set email = excluded.email, currency_code = excluded.currency_code, total_minor = excluded.total_minor, items = excluded.items,
               activity_at = excluded.activity_at, updated_at = now()
         where bare_carts.activity_at < excluded.activity_at
        returning id
        """;

    public static async Task RunAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 40, MaxAutoPrepare = 20, AutoPrepareMinUsages = 2 });
        var builder = WebApplication.CreateSlimBuilder();
        // Its standard output is read for the address.
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Error).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Error);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, BareJson.Default);
        });
        await using var app = builder.Build();
        app.MapPost("/api/shop/{tenant}/abandoned-carts", (Guid tenant, BareCart cart) => SaveAsync(source, tenant, cart));
        await app.StartAsync(app.Lifetime.ApplicationStopping);
        Console.WriteLine(app.Urls.First());
        await app.WaitForShutdownAsync(CancellationToken.None);
    }

    private static async Task<BareAnswer> SaveAsync(NpgsqlDataSource source, Guid tenant, BareCart cart)
    {
        await using var command = source.CreateCommand(Upsert);
        command.Parameters.Add(new() { Value = tenant });
        command.Parameters.Add(new() { Value = tenant });
        command.Parameters.Add(new() { Value = cart.CartToken });
        command.Parameters.Add(new() { Value = Guid.CreateVersion7() });
        command.Parameters.Add(new() { Value = cart.Email });
        command.Parameters.Add(new() { Value = cart.CurrencyCode });
        command.Parameters.Add(new() { Value = cart.TotalMinor });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(cart.Items, BareJson.Default.BareItemArray), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = cart.OccurredAt.ToUniversalTime() });
        var id = await command.ExecuteScalarAsync();
        return new BareAnswer((Guid?)id ?? Guid.Empty, cart.CartToken, cart.TotalMinor);
    }
}

public sealed record BareItem(string ProductId, string Name, int Quantity, long PriceMinor);

public sealed record BareCart(string CartToken, string Email, string CurrencyCode, long TotalMinor, BareItem[] Items, DateTimeOffset OccurredAt);

public sealed record BareAnswer(Guid Id, string CartToken, long TotalMinor);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BareCart))]
[JsonSerializable(typeof(BareAnswer))]
public sealed partial class BareJson : JsonSerializerContext;
