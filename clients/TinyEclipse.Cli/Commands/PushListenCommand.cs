using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using TinyEclipse.Cli.CommandLine;
using TinyEclipse.Cli.Output;
using TinyEclipse.Cli.Push;
using TinyEclipse.Notifications.V1;

namespace TinyEclipse.Cli.Commands;

/// <summary>Plays a phone: subscribes, takes pushes, and is forgotten when it goes.</summary>
internal static class PushListenCommand
{
    private static readonly TimeSpan GoodbyeTime = TimeSpan.FromSeconds(3);

    public static Command Listen() => new Command("listen", Words.PushListen).ForTenant().Does(async (run, cancellationToken) =>
    {
        var server = await run.Client.PushSubscriptions.GetPushKeyAsync(new GetPushKeyRequest(), cancellationToken: cancellationToken);
        using var keys = DeviceKeys.Create();
        using var endpoint = PushEndpoint.Open();
        var device = await run.Client.PushSubscriptions.CreatePushSubscriptionAsync(Subscription(run, keys, endpoint), cancellationToken: cancellationToken);
        try
        {
            run.Report.Note(Say.That(Words.PushListening, endpoint.Origin));
            var check = new VapidCheck(server.PublicKey, endpoint.Origin, run.Shell.Time);
            await PrintAsync(run, keys, endpoint.ReceiveAsync(push => check.FindProblem(push.Authorization), cancellationToken));
        }
        finally
        {
            await run.Client.PushSubscriptions.DeletePushSubscriptionAsync(
                new() { TenantId = run.TenantId, PushSubscriptionId = device.Id }, deadline: DateTime.UtcNow + GoodbyeTime, cancellationToken: CancellationToken.None);
        }
    });

    private static CreatePushSubscriptionRequest Subscription(Run run, DeviceKeys keys, PushEndpoint endpoint) => new()
    {
        TenantId = run.TenantId,
        PushSubscription = new PushSubscription
        {
            Endpoint = endpoint.Url,
            P256Dh = ByteString.CopyFrom(keys.PublicKey),
            Auth = ByteString.CopyFrom(keys.AuthSecret),
            DeviceName = Say.That(Words.DeviceName, Environment.MachineName),
        },
    };

    private static async Task PrintAsync(Run run, DeviceKeys keys, IAsyncEnumerable<(PushRequest Push, string? Problem)> pushes)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var (push, refusal) in pushes)
        {
            var (payload, problem) = refusal is null ? Read(keys, push.Body) : (null, refusal);
            var id = Text(payload, "id");
            Print(run, push, payload, problem, isRepeated: id.Length > 0 && !seen.Add(id));
        }
    }

    private static (JsonObject? Payload, string? Problem) Read(DeviceKeys keys, byte[] body)
    {
        try
        {
            return (JsonNode.Parse(PushDecryption.Decrypt(keys, body)) as JsonObject, null);
        }
        catch (Exception exception) when (exception is CryptographicException or JsonException)
        {
            return (null, Say.That(Words.PushUnreadable, exception.Message));
        }
    }

    private static void Print(Run run, PushRequest push, JsonObject? payload, string? problem, bool isRepeated)
    {
        var now = run.Shell.Time.GetUtcNow();
        if (run.Report.StreamedDocument(Document(now, push, payload, problem, isRepeated)))
            return;

        var time = new Cell(Human.ClockTime(now, run.Shell.Time), "dim");
        if (problem is not null)
            run.Report.Hanging(problem, time, "  ", new Cell(Words.PushRefused, "red"), "  ");
        else
            run.Report.Hanging($"{Text(payload, "body")} {Text(payload, "path")}", time, "  ", new Cell(SafeText.OneLine(Text(payload, "title")), isRepeated ? "dim" : "bold"), "  ");
    }

    private static JsonObject Document(DateTimeOffset now, PushRequest push, JsonObject? payload, string? problem, bool isRepeated) => new()
    {
        ["received_at"] = now.UtcDateTime,
        ["accepted"] = problem is null,
        ["problem"] = problem,
        ["repeated"] = isRepeated,
        ["ttl"] = push.TimeToLive,
        ["urgency"] = push.Urgency,
        ["topic"] = push.Topic,
        ["payload"] = payload,
    };

    private static string Text(JsonObject? payload, string name) => payload?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
