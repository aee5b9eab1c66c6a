// From `[temporal]` of millrace.toml to what the server is chosen by.
import type { Config } from '../core/plan/sources/config.js';
import type { TemporalSettings } from './server/choose.js';

export function temporalSettings({ temporal }: Pick<Config, 'temporal'>): TemporalSettings {
  const { address, namespace, port, ui_port: uiPort, ui_address: uiUrl } = temporal;
  const ports = { ...(port === undefined ? {} : { port }), ...(uiPort === undefined ? {} : { uiPort }) };
  return { address, namespace, ...ports, ...(uiUrl === undefined ? {} : { uiUrl }) };
}
