using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TinyEclipse.Cli.Watching;
using TinyEclipse.Notifications.V1;

namespace TinyEclipse.Cli.Tests.Watching;

/// <summary>A server with a diary of events that can be stopped and started again at the same address.</summary>
internal sealed class RestartableServer : IAsyncDisposable
{
    private readonly Diary _diary = new();
    private WebApplication? _app;
    private int _port;

    public Uri Address => new($"http://127.0.0.1:{_port}");

    /// <summary>With what token each stream was opened.</summary>
    public IReadOnlyList<string> ResumeTokens => _diary.ResumeTokens;

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, _port, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton(_diary);
        builder.Services.AddGrpc();
        _app = builder.Build();
        _app.MapGrpcService<Events>();
        await _app.StartAsync();
        _port = new Uri(_app.Urls.Single()).Port;
    }

    public async Task StopAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app!.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    public void Write(string summary) => _diary.Write(summary);

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    private sealed class Diary
    {
        private readonly Lock _writing = new();
        private readonly List<Event> _events = [];
        private readonly List<string> _resumeTokens = [];
        private TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<string> ResumeTokens
        {
            get
            {
                lock (_writing)
                    return [.. _resumeTokens];
            }
        }

        public void Write(string summary)
        {
            lock (_writing)
            {
                _events.Add(new Event
                {
                    Type = EventType.CartAbandoned,
                    Summary = summary,
                    SubjectId = "0197b8a0",
                    OccurredAt = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTime(DateTime.UtcNow),
                    ResumeToken = $"{_events.Count + 1}",
                });
                _written.SetResult();
                _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        public int Open(string resumeToken)
        {
            lock (_writing)
            {
                _resumeTokens.Add(resumeToken);
                return resumeToken.Length == 0 ? _events.Count : int.Parse(resumeToken, System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        public (IReadOnlyList<Event> Events, Task More) Read(int from)
        {
            lock (_writing)
                return ([.. _events.Skip(from)], _written.Task);
        }
    }

    private sealed class Events(Diary diary) : EventService.EventServiceBase
    {
        public override async Task WatchEvents(WatchEventsRequest request, IServerStreamWriter<Event> responseStream, ServerCallContext context)
        {
            var read = diary.Open(request.ResumeToken);
            await context.WriteResponseHeadersAsync(new Metadata { { EventStream.ResumeTokenHeader, $"{read}" } });
            while (!context.CancellationToken.IsCancellationRequested)
            {
                var (events, more) = diary.Read(read);
                foreach (var happened in events)
                    await responseStream.WriteAsync(happened);
                read += events.Count;
                if (events.Count == 0)
                    await more.WaitAsync(context.CancellationToken);
            }
        }
    }
}
