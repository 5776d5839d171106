using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace CellDynamics.Cli.Benchmarks.Circuits;

/// <summary>A SignalR connection over one web socket, as the script of a page holds it.</summary>
internal sealed class HubConnection : IAsyncDisposable
{
    private const byte RecordSeparator = 0x1e;
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    private readonly ClientWebSocket socket = new();
    private readonly Channel<byte[]> outgoing = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource leaving = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<object?>> calls = new();
    private readonly Action<HubMessage, long> heard;
    private readonly Action ended;
    private Task receiving = Task.CompletedTask, sending = Task.CompletedTask, pinging = Task.CompletedTask;
    private long lastCall;

    private HubConnection(Action<HubMessage, long> heard, Action ended) => (this.heard, this.ended) = (heard, ended);

    /// <summary>Why the line broke; null while it holds and after it was ended from here.</summary>
    public string? Broken { get; private set; }

    /// <param name="http">Asks for the connection.</param>
    /// <param name="hub">Such as http://127.0.0.1:5080/_blazor.</param>
    /// <param name="heard">Hears each call of the server in its order, with the moment it arrived (<see cref="Stopwatch.GetTimestamp"/>).</param>
    /// <param name="ended">Hears that no more comes.</param>
    /// <exception cref="IOException">The server refuses.</exception>
    public static async Task<HubConnection> OpenAsync(HttpClient http, Uri hub, Action<HubMessage, long> heard, Action ended, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await http.PostAsync(new Uri($"{hub}/negotiate?negotiateVersion=1"), null, cancellation);
        if (!answer.IsSuccessStatusCode)
            throw new IOException($"negotiate: the server answered {(int)answer.StatusCode}.");
        using JsonDocument offer = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync(cancellation));
        string token = offer.RootElement.GetProperty("connectionToken").GetString()!;
        var connection = new HubConnection(heard, ended);
        try
        {
            var address = new UriBuilder(hub) { Scheme = hub.Scheme == Uri.UriSchemeHttps ? "wss" : "ws", Query = $"id={Uri.EscapeDataString(token)}" };
            await connection.socket.ConnectAsync(address.Uri, cancellation);
            await connection.socket.SendAsync("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, cancellation);
            byte[] shake = await connection.ReceiveAsync(cancellation) ?? throw new IOException("The server closed the line before the handshake.");
            int end = Array.IndexOf(shake, RecordSeparator);
            string said = Encoding.UTF8.GetString(shake, 0, Math.Max(0, end));
            if (end < 0 || said != "{}")
                throw new IOException($"Handshake: expected {{}}, found {said}.");
            connection.receiving = connection.ListenAsync(shake.AsMemory(end + 1));
            connection.sending = connection.SendAllAsync();
            connection.pinging = connection.KeepAliveAsync();
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Calls a method of the server and expects no answer. What is sent goes in its order; over a broken line nothing goes.</summary>
    public void Send(string target, params object?[] arguments) => outgoing.Writer.TryWrite(HubMessage.Call(null, target, arguments));

    /// <summary>Calls a method of the server.</summary>
    /// <exception cref="IOException">It failed there, or the line broke.</exception>
    /// <exception cref="TimeoutException">No answer came.</exception>
    public async Task<object?> InvokeAsync(string target, object?[] arguments, TimeSpan limit, CancellationToken cancellation)
    {
        string id = Interlocked.Increment(ref lastCall).ToString(CultureInfo.InvariantCulture);
        var answer = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        calls[id] = answer;
        if (!outgoing.Writer.TryWrite(HubMessage.Call(id, target, arguments)))
            throw new IOException(Broken ?? "The line was closed.");
        return await answer.Task.WaitAsync(limit, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await leaving.CancelAsync();
        await Task.WhenAll(receiving, sending, pinging);
        // Closed like a tab that goes: without a word, but with an end of the stream.
        socket.Dispose();
        leaving.Dispose();
    }

    private async Task SendAllAsync()
    {
        try
        {
            await foreach (byte[] message in outgoing.Reader.ReadAllAsync(leaving.Token))
                await socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        }
        catch (Exception end) when (end is OperationCanceledException or WebSocketException)
        {
            // Whoever listens says what became of the line.
        }
    }

    private async Task ListenAsync(ReadOnlyMemory<byte> first)
    {
        try
        {
            Hear(first);
            while (await ReceiveAsync(leaving.Token) is { } bytes)
                Hear(bytes);
            Break("The server closed the line.");
        }
        catch (OperationCanceledException)
        {
            Break(null);
        }
        catch (Exception failure) when (failure is WebSocketException or IOException or InvalidDataException)
        {
            Break(leaving.IsCancellationRequested ? null : $"The line broke: {failure.Message}");
        }
    }

    private void Hear(ReadOnlyMemory<byte> bytes)
    {
        long now = Stopwatch.GetTimestamp();
        foreach (HubMessage message in HubMessage.ReadAll(bytes))
        {
            switch (message.Kind)
            {
                case HubMessageKind.Call:
                    heard(message, now);
                    break;
                case HubMessageKind.Answer when message.Id is { } id && calls.TryRemove(id, out TaskCompletionSource<object?>? call):
                    if (message.Target is { } error)
                        call.TrySetException(new IOException(error));
                    else
                        call.TrySetResult(message.Arguments.Count == 0 ? null : message.Arguments[0]);
                    break;
                case HubMessageKind.Close:
                    throw new IOException($"the server ended it ({message.Target ?? "no reason given"})");
            }
        }
    }

    /// <returns>Null at the end.</returns>
    private async Task<byte[]?> ReceiveAsync(CancellationToken cancellation)
    {
        byte[] buffer = new byte[4096];
        int count = 0;
        while (true)
        {
            ValueWebSocketReceiveResult part = await socket.ReceiveAsync(buffer.AsMemory(count), cancellation);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            count += part.Count;
            if (part.EndOfMessage)
                return buffer[..count];
            if (count == buffer.Length)
                Array.Resize(ref buffer, 2 * count);
        }
    }

    private async Task KeepAliveAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(KeepAlive);
            while (await timer.WaitForNextTickAsync(leaving.Token))
                outgoing.Writer.TryWrite(HubMessage.Ping);
        }
        catch (OperationCanceledException)
        {
            // The page is left.
        }
    }

    private void Break(string? reason)
    {
        Broken = reason;
        outgoing.Writer.TryComplete();
        foreach (TaskCompletionSource<object?> call in calls.Values)
            call.TrySetException(new IOException(reason ?? "The line was closed."));
        ended();
    }
}
