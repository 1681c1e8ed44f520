using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Conductor.Benchmarks.Http;

/// <summary>An nginx in front of one server: unbuffered, with connections that are kept on both sides. What a proxy costs that understands nothing.</summary>
internal sealed class Proxy : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private Proxy(Process process, DirectoryInfo folder, int port) => (_process, _folder, Port) = (process, folder, port);

    public int Port { get; }

    /// <summary>Starts one; null where there is no nginx here.</summary>
    public static async Task<Proxy?> StartAsync(int upstream)
    {
        if (new[] { "/usr/sbin/nginx", "/usr/bin/nginx" }.FirstOrDefault(File.Exists) is not { } program)
            return null;
        var folder = Directory.CreateTempSubdirectory("nginx-");
        var port = FreePort();
        var configuration = Path.Combine(folder.FullName, "nginx.conf");
        await File.WriteAllTextAsync(configuration, $$"""
            worker_processes auto;
            daemon off;
            pid {{folder.FullName}}/pid;
            error_log stderr error;
            events { worker_connections 8192; }
            http {
              access_log off;
              client_body_temp_path {{folder.FullName}}/body;
              proxy_temp_path {{folder.FullName}}/proxy;
              fastcgi_temp_path {{folder.FullName}}/fastcgi;
              uwsgi_temp_path {{folder.FullName}}/uwsgi;
              scgi_temp_path {{folder.FullName}}/scgi;
              keepalive_requests 100000000;
              upstream model { server 127.0.0.1:{{upstream}}; keepalive 2048; keepalive_requests 100000000; }
              server {
                listen 127.0.0.1:{{port}} backlog=4096;
                location / {
                  proxy_pass http://model;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  proxy_set_header Host 127.0.0.1;
                  proxy_buffering off;
                  proxy_request_buffering off;
                }
              }
            }
            """);
        var process = Process.Start(new ProcessStartInfo(program, ["-c", configuration, "-p", folder.FullName]) { UseShellExecute = false, RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, line) => { if (line.Data is not null) Console.Error.WriteLine(line.Data); };
        process.BeginErrorReadLine();
        await ListensAsync(port);
        return new Proxy(process, folder, port);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Processor time of it and its workers.</summary>
    public async Task<TimeSpan> ProcessorTimeAsync()
    {
        var all = TimeSpan.Zero;
        foreach (var path in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var id) && await FieldsAsync(id) is { Length: > 13 } fields)
                all += id == _process.Id || Number(fields[1]) == _process.Id ? TimeSpan.FromMilliseconds(10 * (Number(fields[11]) + Number(fields[12]))) : TimeSpan.Zero;
        return all;
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    // From the state on: its parent is the second, hundredths of a second in user mode and in the kernel's the twelfth and thirteenth.
    private static async Task<string[]> FieldsAsync(int id)
    {
        try
        {
            var text = await File.ReadAllTextAsync($"/proc/{id}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task ListensAsync(int port)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var probe = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await probe.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
                return;
            }
            catch (SocketException) when (tries < 100)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }
}
