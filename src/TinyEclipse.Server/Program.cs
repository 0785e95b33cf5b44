using Microsoft.Extensions.Options;
using Npgsql;
using TinyEclipse.Server;
using TinyEclipse.Server.Database;

using var interruption = new Interruption();
var ready = false;
try
{
    var builder = ServerApp.CreateBuilder(args);
    Listening.From(builder.Configuration).TryPorts();
    await using var database = new ServerDatabase(DatabaseOptions.From(builder.Configuration));
    database.BeginStart(); // it takes longest: beside the rest of the start
    builder.AddServer();
    builder.Services.AddSingleton(database);
    builder.Services.AddSingleton<IHostLifetime>(interruption);
    await using var app = builder.Build();
    await app.PrepareAsync(interruption.Requested);
    await app.StartAsync(CancellationToken.None); // takes a moment; broken off in the middle, the host would log a failure
    ready = true;
    try
    {
        await app.WelcomeAsync(interruption.Requested);
    }
    catch (OperationCanceledException) when (interruption.Requested.IsCancellationRequested)
    {
        // Before all was there: what runs already is stopped in order all the same.
    }
    await app.WaitForShutdownAsync(interruption.Requested);
    return 0;
}
catch (OperationCanceledException) when (!ready && interruption.Requested.IsCancellationRequested)
{
    Console.WriteLine("TinyEclipse was stopped before it was ready.");
    return 130; // as of a program that Ctrl-C ends
}
catch (Exception failure) when (failure is InvalidOperationException or IOException or NpgsqlException or OptionsValidationException or OperationCanceledException)
{
    // What a person can mend: a port in use, a folder in use, no PostgreSQL. A stack trace would hide the sentence.
    await Console.Error.WriteLineAsync($"TinyEclipse did not {(ready ? "stop as it should" : "start")}: {failure.Message}");
    return 1;
}
