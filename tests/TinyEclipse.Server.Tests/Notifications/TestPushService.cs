using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TinyEclipse.Notifications.V1;

namespace TinyEclipse.Server.Tests.Notifications;

/// <summary>A push service: it knows devices by their path, and answers as the test says, otherwise 201.</summary>
public sealed class TestPushService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, TestDevice> _devices = new(StringComparer.Ordinal);

    private TestPushService(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public static async Task<TestPushService> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var service = new TestPushService(builder.Build());
        service._app.MapPost("/push/{device}", service.TakeAsync);
        await service._app.StartAsync();
        return service;
    }

    public TestDevice NewDevice()
    {
        var name = Guid.NewGuid().ToString("n");
        return _devices[name] = new TestDevice(new Uri(Address, $"/push/{name}"));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        foreach (var device in _devices.Values)
            device.Dispose();
    }

    private Task TakeAsync(HttpContext context, string device) => _devices[device].TakeAsync(context);
}

/// <summary>A push as it arrived.</summary>
public sealed record ReceivedPush(string Authorization, string TimeToLive, string Urgency, string Topic, string ContentEncoding, JsonElement Payload, DateTime At)
{
    public string Text(string property) => Payload.GetProperty(property).GetString()!;
}

/// <summary>A device and what was pushed to it.</summary>
public sealed class TestDevice(Uri endpoint) : IDisposable
{
    private readonly PushReceiver _receiver = new();
    private readonly Channel<ReceivedPush> _received = Channel.CreateUnbounded<ReceivedPush>();
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _answers = new();

    public Uri Endpoint => endpoint;

    public int ReceivedCount { get; private set; }

    public PushSubscription Subscription(string name = "") => new()
    {
        Endpoint = endpoint.AbsoluteUri,
        P256Dh = ByteString.CopyFrom(_receiver.Keys.P256dh),
        Auth = ByteString.CopyFrom(_receiver.Keys.Auth),
        DeviceName = name,
    };

    /// <summary>Answers the next push so; several are used one after the other.</summary>
    public TestDevice Answering(HttpStatusCode status, string retryAfter = "", string body = "") => Answering(async context =>
    {
        context.Response.StatusCode = (int)status;
        if (retryAfter.Length > 0)
            context.Response.Headers.RetryAfter = retryAfter;
        await context.Response.WriteAsync(body);
    });

    public TestDevice Answering(Func<HttpContext, Task> answer)
    {
        _answers.Enqueue(answer);
        return this;
    }

    /// <summary>Does not answer at all.</summary>
    public TestDevice Hanging() => Answering(context => Task.Delay(Timeout.Infinite, context.RequestAborted));

    public async Task<ReceivedPush> NextAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        return await _received.Reader.ReadAsync(patience.Token);
    }

    public void Dispose() => _receiver.Dispose();

    public async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var headers = context.Request.Headers;
        var payload = JsonDocument.Parse(_receiver.Decrypt(body.ToArray())).RootElement;
        ReceivedCount++;
        _received.Writer.TryWrite(new(
            headers.Authorization!, headers["TTL"]!, headers["Urgency"]!, headers["Topic"]!, headers.ContentEncoding!, payload, DateTime.UtcNow));

        if (_answers.TryDequeue(out var answer))
            await answer(context);
        else
            context.Response.StatusCode = StatusCodes.Status201Created;
    }
}
