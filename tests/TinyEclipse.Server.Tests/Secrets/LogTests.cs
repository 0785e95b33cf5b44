using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TinyEclipse.Server.Tests.Secrets;

/// <summary>Whoever reads the logs, on their most talkative level too, learns no secret.</summary>
public sealed partial class LogTests(TestServer tests)
{
    private static readonly Dictionary<string, string?> Everything = new[]
    {
        "Default", "Grpc", "Microsoft", "Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", "Microsoft.Extensions.Diagnostics.HealthChecks", "Npgsql",
    }.ToDictionary(category => $"Logging:LogLevel:{category}", _ => (string?)nameof(LogLevel.Trace), StringComparer.Ordinal);

    [Fact]
    public async Task No_secret_is_logged_on_any_level()
    {
        using var log = new CapturedLog();
        await using var story = await SecretStory.TellAsync(tests, Everything, builder => OnlyTo(log, builder));

        Assert.All(["SignInService/SignIn", "PairSite", "/api/portal/sign-in", "Trace Microsoft"], word => Assert.Contains(log.Entries, entry => entry.Contains(word, StringComparison.Ordinal)));
        Assert.Empty(log.Entries.SelectMany(entry => story.Known.In(entry).Select(name => $"{name}: {entry}")));
    }

    [Fact]
    public async Task What_is_logged_is_captured_with_its_values_and_scopes()
    {
        using var log = new CapturedLog();
        await using var server = await TestServer.StartAsync(await tests.NewDatabaseAsync(), settings: Everything, configure: builder => OnlyTo(log, builder));
        var (known, logger) = (new KnownSecrets(), server.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Test"));
        foreach (var number in Enumerable.Range(1, 4))
            known.Add(number.ToString(CultureInfo.InvariantCulture), $"secret number {number}");

        using (logger.BeginScope(new Dictionary<string, object?>(StringComparer.Ordinal) { ["scope"] = "secret number 1" }))
            LogSecrets(logger, new InvalidOperationException("secret number 2"), "secret number 3");

        Assert.Contains(log.Entries, entry => known.In(entry).Count == 4);
    }

    [LoggerMessage(LogLevel.Trace, "secret number 4 {Value}")]
    private static partial void LogSecrets(ILogger logger, Exception failure, string value);

    private static void OnlyTo(CapturedLog log, WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(log);
    }
}
