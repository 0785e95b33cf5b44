using Microsoft.Extensions.Options;
using Npgsql;
using TinyEclipse.Server;

try
{
    await using var app = ServerApp.Build(args);
    Listening.From(app.Configuration).TryPorts();
    await app.PrepareAsync(CancellationToken.None);
    await app.StartAsync();
    try
    {
        await app.WelcomeAsync(app.Lifetime.ApplicationStopping);
    }
    catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
    {
        // Ctrl-C before all was there: what runs already is stopped in order all the same.
    }
    await app.WaitForShutdownAsync();
    return 0;
}
catch (Exception failure) when (failure is InvalidOperationException or IOException or NpgsqlException or OptionsValidationException or OperationCanceledException)
{
    // What a person can mend: a port in use, a folder in use, no PostgreSQL. A stack trace would hide the sentence.
    await Console.Error.WriteLineAsync($"TinyEclipse did not start: {failure.Message}");
    return 1;
}
